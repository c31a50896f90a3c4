"""What the Census Geocoder answers, as recorded by others; places and streets invented."""

from __future__ import annotations

import json
from typing import Any

from tests.support.http_peer import Said

LAYER = "119th Congressional Districts"
LAYER_ERROR = {"status": "Layer query encountered an error: 500 Internal Server Error"}


def district(geoid: str, session: int = 119) -> dict[str, Any]:
    """One district of a layer: "0612" is California's 12th, "1198" the District of Columbia."""
    number = geoid[2:]
    basename = (
        str(int(number)) if number not in ("00", "98") else "Congressional District (at Large)"
    )
    return {
        "GEOID": geoid,
        "STATE": geoid[:2],
        f"CD{session}": number,
        "CDSESSN": str(session),
        "BASENAME": basename,
        "NAME": f"Congressional District {basename}",
        "LSADC": "C2",
        "AREALAND": 1,
    }


def match(*districts: dict[str, Any], layer: str = LAYER, **layers: Any) -> dict[str, Any]:
    """One address that was found, in these districts; `layers` are other layers."""
    return {
        "matchedAddress": "1 MARKED ST, SOMEWHERE",
        "coordinates": {"x": -105.9, "y": 35.6},
        "tigerLine": {"side": "L", "tigerLineId": "1"},
        "addressComponents": {"zip": "87501"},
        "geographies": {
            "States": [{"GEOID": "35", "NAME": "New Mexico"}],
            layer: list(districts),
            **layers,
        },
    }


def said(*matches: Any, status: int = 200) -> Said:
    """The answer that holds these matches."""
    body = {"result": {"input": {}, "addressMatches": list(matches)}}
    return Said(status, json.dumps(body), {"Content-Type": "application/json;charset=UTF-8"})
