"""What a message looks like: order, lines, and nothing in it that is empty."""

from __future__ import annotations

import pytest
from lxml import etree

from app.letters.cwc import message
from app.letters.cwc.settings import REHEARSAL_AGENT
from tests.letters.cwc.gateways import UID, dispatch


def written(office: str = "HNM03", **over: object) -> etree._Element:
    return etree.fromstring(message.write(dispatch(office, **over), REHEARSAL_AGENT))


def test_a_whole_message() -> None:
    told = message.write(
        dispatch(
            phone="505-555-0142",
            organization_about="A union of those who play",
            organization_contact_name="Grace Hopper",
            organization_contact_email="grace@example.org",
            organization_contact_phone="(505) 555-0142",
        ),
        REHEARSAL_AGENT,
    )

    assert told.decode() == WHOLE


def test_a_bare_message_has_no_empty_element() -> None:
    bare = written(
        organization="", url="", bill_number=None, stance="", statement="", bill_type="", phone=""
    )

    assert [each.tag for each in bare.iter() if len(each) == 0 and not each.text] == []
    for absent in ("Organization", "OrganizationContact", "Bills", "ProOrCon", "MoreInfo", "Phone"):
        assert bare.find(f".//{absent}") is None, absent
    assert bare.find("Message/OrganizationStatement") is None


def test_what_the_schema_would_not_take_of_the_organization_is_left_out() -> None:
    found = written(
        organization="EFF",
        organization_about="short",
        organization_contact_name="G",
        organization_contact_email="nobody",
        organization_contact_phone="12",
    )

    assert [each.tag for each in found.iter() if str(each.tag).startswith("Organization")] == [
        "OrganizationStatement"
    ]


@pytest.mark.parametrize(
    ("office", "typed", "spelt"),
    [
        ("HNM03", "H.R.", "hr"),
        ("HNM03", "hconres", "hconres"),
        ("HNM03", "S. J. Res.", "sjres"),
        ("SNM02", "hr", "H.R."),
        ("SNM02", "hconres", "H.Con.Res"),
        ("SNM02", "s", "S."),
    ],
)
def test_each_chamber_spells_bills_its_own_way(office: str, typed: str, spelt: str) -> None:
    assert written(office, bill_type=typed).findtext(".//BillTypeAbbreviation") == spelt


@pytest.mark.parametrize("unknown", ["resolution", "", "hb"])
def test_a_bill_of_an_unknown_kind_is_left_out_with_the_stance_on_it(unknown: str) -> None:
    found = written(bill_type=unknown)

    assert found.find(".//Bills") is None
    assert found.find(".//ProOrCon") is None


def test_american_samoa_has_one_code_as_an_office_and_another_as_a_place() -> None:
    found = written("HAQ00", city="Pago Pago", zip="96799")

    assert found.findtext("Recipient/MemberOffice") == "HAQ00"
    assert found.findtext("Constituent/StateAbbreviation") == "AS"


def test_untouched_words_are_the_organization_s_and_own_words_the_constituent_s() -> None:
    found = written(message="Mine.", statement="Theirs.").find("Message")

    assert found is not None
    assert found.findtext("OrganizationStatement") == "Theirs."
    assert found.findtext("ConstituentMessage") == "Mine."


def test_words_travel_as_typed_with_line_breaks_as_xml_has_them() -> None:
    typed = "I “play” <viola> & \r\n\r\n  so ]]> 'does' \"she\"\rwith {first_name} 🎻\n\t— Łukasz"

    found = written(message=typed).findtext("Message/ConstituentMessage")

    assert found == typed.replace("\r\n", "\n").replace("\r", "\n")


def test_the_delivery_s_id_is_its_own_on_every_try() -> None:
    ids = {written(attempts=tries).findtext("Delivery/DeliveryId") for tries in range(3)}

    assert ids == {UID.hex}


WHOLE = """\
<?xml version='1.0' encoding='UTF-8'?>
<CWC>
  <CWCVersion>2.0</CWCVersion>
  <Delivery>
    <DeliveryId>6f1d0b3a0d3c4c439a590f4b6f9f0a11</DeliveryId>
    <DeliveryDate>20260302</DeliveryDate>
    <DeliveryAgent>Tutti rehearsal</DeliveryAgent>
    <DeliveryAgentAckEmailAddress>rehearsal@localhost.localdomain</DeliveryAgentAckEmailAddress>
    <DeliveryAgentContact>
      <DeliveryAgentContactName>Tutti rehearsal</DeliveryAgentContactName>
      <DeliveryAgentContactEmail>rehearsal@localhost.localdomain</DeliveryAgentContactEmail>
      <DeliveryAgentContactPhone>202-555-0100</DeliveryAgentContactPhone>
    </DeliveryAgentContact>
    <CampaignId>0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f</CampaignId>
    <Organization>The Musicians’ Labour Group</Organization>
    <OrganizationContact>
      <OrganizationContactName>Grace Hopper</OrganizationContactName>
      <OrganizationContactEmail>grace@example.org</OrganizationContactEmail>
      <OrganizationContactPhone>505-555-0142</OrganizationContactPhone>
    </OrganizationContact>
    <OrganizationAbout>A union of those who play</OrganizationAbout>
  </Delivery>
  <Recipient>
    <MemberOffice>HNM03</MemberOffice>
    <IsResponseRequested>Y</IsResponseRequested>
    <NewsletterOptIn>N</NewsletterOptIn>
  </Recipient>
  <Constituent>
    <Prefix>Ms.</Prefix>
    <FirstName>Ada</FirstName>
    <LastName>Lovelace</LastName>
    <Address1>1 Canyon Road</Address1>
    <City>Santa Fe</City>
    <StateAbbreviation>NM</StateAbbreviation>
    <Zip>87501</Zip>
    <Phone>505-555-0142</Phone>
    <Email>ada@example.org</Email>
  </Constituent>
  <Message>
    <Subject>Keep copyright human</Subject>
    <LibraryOfCongressTopics>
      <LibraryOfCongressTopic>Arts, Culture, Religion</LibraryOfCongressTopic>
      <LibraryOfCongressTopic>Law</LibraryOfCongressTopic>
    </LibraryOfCongressTopics>
    <Bills>
      <Bill>
        <BillCongress>119</BillCongress>
        <BillTypeAbbreviation>hr</BillTypeAbbreviation>
        <BillNumber>123</BillNumber>
      </Bill>
    </Bills>
    <ProOrCon>Pro</ProOrCon>
    <MoreInfo>https://day.example.org/c/day/</MoreInfo>
    <OrganizationStatement>Please keep copyright for people.</OrganizationStatement>
    <ConstituentMessage>They trained a machine on my records.</ConstituentMessage>
  </Message>
</CWC>
"""
