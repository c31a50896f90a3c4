"""What small hand-written files become, dataset by dataset."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
import sqlalchemy as sa

from app.congress import loading, queries
from app.congress.models import CongressLoad, Dataset, Member, ZipDistrict
from app.congress.offices import Chamber
from app.congress.sources import Folder, NothingThere
from app.extensions import db
from tests.congress import small
from tests.congress.small import SMALL, load, representative, senator, write, zccd
from tests.support.hands import Hands

pytestmark = pytest.mark.usefixtures("app_sqlite")

NEXT_CONGRESS = dt.datetime(2027, 1, 4, 12, tzinfo=dt.UTC)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "data").mkdir()
    return tmp_path / "data"


def _member(code: str) -> Member:
    return db.session.scalars(sa.select(Member).where(Member.office == code)).one()


def _loads() -> dict[str, CongressLoad]:
    return {each.dataset: each for each in queries.list_loads()}


def test_a_record_with_only_what_it_must_have_is_taken(folder: Path) -> None:
    write(folder, MEMBERS=[representative()])
    load(folder)
    found = _member("HWA07")

    assert (found.bioguide, found.name, found.last_name) == ("A000001", "Ada Lovelace", "Lovelace")
    assert (found.party, found.phone, found.address, found.url, found.contact_form) == ("",) * 5
    assert (found.term_start, found.term_end) == (dt.date(2025, 1, 3), dt.date(2027, 1, 3))


def test_the_last_term_and_the_official_name_count(folder: Path) -> None:
    moved = senator(phone="202-555-0100", party="Independent")
    moved["terms"].insert(0, representative(district=2)["terms"][0])
    moved["name"]["official_full"] = "Augusta Ada, Countess of Lovelace"
    write(folder, MEMBERS=[moved])
    load(folder)

    assert _member("SWA01").name == "Augusta Ada, Countess of Lovelace"
    assert _member("SWA01").phone == "202-555-0100"
    assert queries.find_members(["HWA02"]) == {}


def test_american_samoa_has_the_house_s_own_code(folder: Path) -> None:
    write(folder, MEMBERS=[representative(state="AS", district=0)])
    load(folder)

    assert _member("HAQ00").last_name == "Lovelace"


def test_what_is_no_web_address_is_no_link(folder: Path) -> None:
    odd = representative(url="javascript:alert(1)", contact_form="https://example.org/\u0000write")
    write(folder, MEMBERS=[odd])
    load(folder)

    assert _member("HWA07").url == ""
    assert "\0" not in _member("HWA07").contact_form


def test_who_left_is_gone_and_so_are_their_local_offices_and_committees(folder: Path) -> None:
    small.write_all(folder)
    load(folder)
    for each in folder.iterdir():
        each.unlink()
    write(folder, MEMBERS=[representative("C000003"), senator()])
    load(folder)

    assert _member("HWA07").bioguide == "C000003"
    assert queries.list_local_offices("HWA07") == []
    assert queries.list_seats(["HWA07"], ["HSJU"]) == {}


def test_a_seat_that_nobody_holds_any_more_has_no_row(folder: Path) -> None:
    small.write_all(folder)
    load(folder)
    write(folder, MEMBERS=[senator()])
    written = load(folder)

    assert queries.find_members(["HWA07"]) == {}
    assert queries.list_local_offices("HWA07") == []
    assert (
        "legislators-district-offices.json: people without an office, left out: 1" in written.notes
    )


def test_local_offices_keep_the_file_s_order(folder: Path) -> None:
    small.write_all(folder)
    office = {"city": "Seattle", "state": "WA", "address": "1 Main St.", "suite": 247}
    office["building"] = "Old Hall"
    offices = [{"city": "Zillah", "phone": None}, office]
    write(folder, LOCAL_OFFICES=[{"id": {"bioguide": "A000001"}, "offices": offices}])
    load(folder)
    first, second = queries.list_local_offices("HWA07")

    assert (first.city, first.phone, first.address) == ("Zillah", "", "")
    assert second.address == "1 Main St., Suite 247, Old Hall"


def test_what_needs_the_members_waits_for_them(folder: Path) -> None:
    small.write_all(folder)
    (folder / small.MEMBERS).unlink()
    written = load(folder)

    assert set(written.rows) == {Dataset.DISTRICTS}
    assert written.missing[Dataset.MEMBERS] == "legislators-current.json is not there"
    assert written.missing[Dataset.COMMITTEES] == "needs the members, and none are loaded"


def test_the_members_that_are_there_already_do_for_their_offices(folder: Path) -> None:
    small.write_all(folder)
    load(folder)
    (folder / small.MEMBERS).unlink()
    load(folder)

    assert [each.city for each in queries.list_local_offices("HWA07")] == ["Seattle", "Burien"]


def test_seats_of_strangers_and_of_unknown_committees_are_left_out(folder: Path) -> None:
    small.write_all(folder)
    seats = {"HSJU": [{"bioguide": "Z999999"}], "HSXX": [{"bioguide": "A000001"}]}
    write(folder, SEATS=seats)
    written = load(folder)

    assert written.rows[Dataset.COMMITTEES] == 0
    assert "committees-current.json: people without an office, left out: 1" in written.notes
    assert "committees without a name, left out: 1" in written.notes


def test_one_file_of_two_is_no_dataset(folder: Path) -> None:
    small.write_all(folder)
    (folder / small.SEATS).unlink()
    written = load(folder)

    assert written.missing == {Dataset.COMMITTEES: "committee-membership-current.json is not there"}


def test_the_census_file_s_signs_are_understood(folder: Path) -> None:
    rows = [
        ("5307", "98101", 10),
        ("5309", "98101", 10),
        ("5307", "98101", 5),  # a second part of the same
        ("5308", "98101", 0),  # a sliver of water
        ("53ZZ", "98101", 10),  # no district
        ("5307", "", 10),  # no ZIP area
        ("5600", "82001", 10),  # at large
        ("1198", "20001", 10),  # a delegate
        ("7298", "00601", 10),  # the resident commissioner
    ]
    write(folder, CENSUS=small.census(*rows))
    load(folder)

    assert small.districts() == [
        ("00601", "PR", 0),
        ("20001", "DC", 0),
        ("82001", "WY", 0),
        ("98101", "WA", 7),
        ("98101", "WA", 9),
    ]
    assert _loads()["districts"].congress == 119
    assert _loads()["districts"].source == small.CENSUS


def test_of_two_tables_the_census_bureau_s_is_taken(folder: Path) -> None:
    write(folder, CENSUS=small.census(("5307", "98101", 1)), ZCCD=zccd("53,WA,98101,9"))
    written = load(folder)

    assert small.districts() == [("98101", "WA", 7)]
    assert written.notes == [f"{small.CENSUS} is used, zccd.csv is left aside"]


def test_a_table_that_a_spreadsheet_has_saved_is_read(folder: Path) -> None:
    write(folder, ZCCD=b"\xef\xbb\xbf" + zccd("53,WA,98101,7", ""))
    load(folder)

    assert small.districts() == [("98101", "WA", 7)]


def test_a_table_that_comes_before_its_congress_leaves_the_present_one(
    folder: Path, tmp_path: Path, clock: Hands
) -> None:
    write(folder, ZCCD=zccd("06,CA,90210,36"))
    load(folder)
    (tmp_path / "new").mkdir()
    new = small.census(("0630", "90210", 1), congress=120)
    (tmp_path / "new" / "tab20_cd12020_zcta520_natl.txt").write_bytes(new)
    load(tmp_path / "new")

    assert queries.list_candidates("90210", dt.date(2027, 1, 2)) == [("CA", 36)]
    assert queries.list_candidates("90210", dt.date(2027, 1, 3)) == [("CA", 30)]


def test_a_table_is_good_until_its_lines_change(folder: Path, clock: Hands) -> None:
    write(folder, ZCCD=zccd("06,CA,90210,36", "53,WA,98101,7"))
    load(folder)
    found = {row.state: row for row in db.session.scalars(sa.select(ZipDistrict))}

    assert {row.valid_from for row in found.values()} == {dt.date(2025, 1, 3)}
    assert found["CA"].valid_to == dt.date(2027, 1, 3)
    assert found["WA"].valid_to is None


def test_the_next_congress_s_table_replaces_one_that_is_over(folder: Path, clock: Hands) -> None:
    write(folder, ZCCD=zccd("06,CA,90210,36"))
    load(folder)
    new = small.census(("0630", "90210", 1), congress=120)
    (folder / "tab20_cd12020_zcta520_natl.txt").write_bytes(new)
    assert load(folder).notes == ["zccd.csv is used, tab20_cd12020_zcta520_natl.txt is left aside"]

    clock.set(NEXT_CONGRESS)
    load(folder)
    row = db.session.scalars(sa.select(ZipDistrict)).one()

    assert (row.district, row.congress, row.valid_to) == (30, 120, None)
    assert row.valid_from == dt.date(2027, 1, 3)
    assert _loads()["districts"].congress == 120


def test_a_table_that_is_over_does_not_come_back(folder: Path, clock: Hands) -> None:
    clock.set(NEXT_CONGRESS)
    (folder / "tab20_cd12020_zcta520_natl.txt").write_bytes(
        small.census(("0630", "90210", 1), congress=120)
    )
    load(folder)
    (folder / "tab20_cd12020_zcta520_natl.txt").unlink()
    write(folder, ZCCD=zccd("06,CA,90210,36"), MEMBERS=[senator()])
    written = load(folder)

    assert small.districts() == [("90210", "CA", 30)]
    why = "zccd.csv is of the 119th Congress, newer districts are kept"
    assert written.missing[Dataset.DISTRICTS] == why


def test_the_members_say_which_congress_they_sit_in(folder: Path, clock: Hands) -> None:
    late = representative("D000004", start="2026-06-10", district=8)
    new = representative("E000005", start="2027-01-03", end="2029-01-03", district=9)
    write(folder, MEMBERS=[representative(), late, new, senator()])
    load(folder)

    assert _loads()["members"].congress == 119
    assert _loads()["members"].loaded_at == clock.now()


def test_active_offices_are_known_by_the_day_in_the_file_s_name(folder: Path, clock: Hands) -> None:
    house = '["MP00", "HAS00", "CA12", "HZZ99", "SWA01"]'
    (folder / "house-active-offices.json").write_text(house, encoding="utf-8")
    (folder / "senate-active-offices-2023-04-22.json").write_text("[]", encoding="utf-8")
    written = load(folder)
    listed = queries.list_active(Chamber.HOUSE)

    assert [each.code for each in listed] == ["HAQ00", "HCA12", "HMP00"]
    assert {each.listed_at for each in listed} == {clock.now()}
    assert "house-active-offices.json: unknown offices, left out: 2" in written.notes
    assert any("names no office" in note for note in written.notes)


def test_a_folder_without_any_of_it_is_an_error(folder: Path) -> None:
    with pytest.raises(NothingThere, match=r"none of the files .* zccd\.csv"):
        load(folder)
    with pytest.raises(NothingThere, match="no such folder"):
        load(folder / "nowhere")


class TestLive:
    @pytest.fixture
    def settings(self) -> dict[str, str]:
        sender = "Tutti <no-reply@example.org>"
        return {
            "DELIVERY_MODE": "live",
            "MAIL_SERVER": "127.0.0.1",
            "MAIL_DEFAULT_SENDER": sender,
        }

    def test_no_file_says_which_offices_are_active(self, folder: Path) -> None:
        lists = folder / "senate-active-offices-2023-04-22.json"
        lists.write_text('["SWA01"]', encoding="utf-8")
        with pytest.raises(NothingThere):
            loading.load(Folder(folder), whole=SMALL)
        write(folder, MEMBERS=[senator()])
        loading.load(Folder(folder), whole=SMALL)

        assert queries.list_active(Chamber.SENATE) == []
        assert set(queries.find_members(["SWA01"])) == {"SWA01"}
