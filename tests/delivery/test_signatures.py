"""Signatures of webhooks: the specification's own vector, and everything that must not pass."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.delivery.receiving import SECRET
from yishi_engine.delivery.signatures import Secret, SignatureInvalid, signed_headers, verify

NOW = datetime.fromtimestamp(1614265330, UTC)
BODY = b'{"test": 2432232314}'
ID = "msg_p5jXN8AQM9LWM0D4loKWxJek"
OTHER = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD"
KNOWN = {
    "webhook-id": ID,
    "webhook-timestamp": "1614265330",
    "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
}


def test_the_published_vector() -> None:
    """Headers are those that the specification's reference implementations give for the same message."""
    assert signed_headers(Secret.all_of([SECRET]), ID, BODY, NOW) == KNOWN
    assert verify(KNOWN, BODY, [SECRET], NOW) == ID


def test_the_prefix_of_a_secret_may_be_left_out() -> None:
    """A secret is known with and without its prefix, and with the blanks that files bring."""
    for text in (SECRET.removeprefix("whsec_"), f" {SECRET}\n"):
        assert verify(KNOWN, BODY, [text], NOW) == ID


def test_header_names_are_known_in_any_case() -> None:
    """Servers write header names as they like."""
    assert verify({name.title(): value for name, value in KNOWN.items()}, BODY, [SECRET], NOW) == ID


def test_secrets_are_rotated() -> None:
    """While there are two secrets on either side, each message passes, whoever rotates first."""
    both = signed_headers(Secret.all_of([OTHER, SECRET]), ID, BODY, NOW)
    assert len(both["webhook-signature"].split(" ")) == 2
    for accepted in ([SECRET], [OTHER], [OTHER, SECRET]):
        assert verify(both, BODY, accepted, NOW) == ID
    assert verify(KNOWN, BODY, [OTHER, SECRET], NOW) == ID
    with pytest.raises(SignatureInvalid, match="none of the secrets"):
        verify(KNOWN, BODY, [OTHER], NOW)


@pytest.mark.parametrize(
    ("changed", "fault"),
    [
        ({"webhook-id": "msg_2"}, "none of the secrets"),
        ({"webhook-timestamp": "1614265331"}, "none of the secrets"),
        ({"webhook-signature": "v1,AAAA"}, "none of the secrets"),
        ({"webhook-signature": "v1a,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="}, "none of the secrets"),
        ({"webhook-signature": "g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="}, "none of the secrets"),
        ({"webhook-signature": "v1,消防"}, "none of the secrets"),
        ({"webhook-signature": "v1,x " * 20 + KNOWN["webhook-signature"]}, "none of the secrets"),
        ({"webhook-id": ""}, "are needed"),
        ({"webhook-timestamp": " "}, "are needed"),
        ({"webhook-signature": ""}, "are needed"),
        ({"webhook-timestamp": "yesterday"}, "whole seconds"),
        ({"webhook-timestamp": "-1"}, "whole seconds"),
        ({"webhook-timestamp": "1614265330.5"}, "whole seconds"),
        ({"webhook-timestamp": "１６１４２６５３３０"}, "whole seconds"),
        ({"webhook-timestamp": "2" * 11}, "away from our clock"),
        ({"webhook-timestamp": "9" * 13}, "whole seconds"),
    ],
)
def test_what_was_changed_is_refused(changed: dict[str, str], fault: str) -> None:
    """Nothing of the headers can be changed, left out or made up."""
    with pytest.raises(SignatureInvalid, match=fault) as caught:
        verify({**KNOWN, **changed}, BODY, [SECRET], NOW)
    assert caught.value.code == "delivery.signature"


def test_missing_headers_are_refused() -> None:
    """So is a request that is no webhook at all."""
    with pytest.raises(SignatureInvalid, match="are needed"):
        verify({}, BODY, [SECRET], NOW)


@given(st.integers(min_value=0, max_value=len(BODY) - 1), st.integers(min_value=1, max_value=255))
def test_a_changed_body_is_refused(place: int, change: int) -> None:
    """Not one bit of the body can be changed."""
    body = bytearray(BODY)
    body[place] ^= change
    with pytest.raises(SignatureInvalid):
        verify(KNOWN, bytes(body), [SECRET], NOW)


@pytest.mark.parametrize("sign", [1, -1])
def test_old_messages_are_refused(sign: int) -> None:
    """A recorded message cannot be sent again later; five minutes are allowed for, or as much as is said."""
    at_the_edge, beyond = NOW + sign * timedelta(minutes=5), NOW + sign * timedelta(minutes=5, seconds=1)
    assert verify(KNOWN, BODY, [SECRET], at_the_edge) == ID
    with pytest.raises(SignatureInvalid, match="away from our clock"):
        verify(KNOWN, BODY, [SECRET], beyond)
    assert verify(KNOWN, BODY, [SECRET], beyond, timedelta(minutes=6)) == ID


@pytest.mark.parametrize("text", ["", "whsec_", "whsec_!!!", "whsec_QUJD", "消防", "whsec_" + "QUJD" * 22])
def test_a_bad_secret_is_not_shown(text: str) -> None:
    """What is no secret is refused, and does not stand in the error."""
    with pytest.raises(ValueError, match="24 to 64 bytes") as caught:
        Secret(text)
    assert "QUJD" not in str(caught.value)
    with pytest.raises(ValueError, match="24 to 64 bytes"):
        verify(KNOWN, BODY, [text], NOW)


def test_secrets_are_a_list() -> None:
    """One text in place of a list would be read sign by sign; none would let everybody in."""
    wrongs: list[str | list[str]] = [SECRET, []]
    for wrong in wrongs:
        with pytest.raises(ValueError, match="secret"):
            Secret.all_of(wrong)
    assert SECRET[6:] not in repr(Secret(SECRET))
