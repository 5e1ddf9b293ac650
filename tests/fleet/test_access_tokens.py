"""Tokens: what is taken, and that nothing else is, however it is made."""

import hashlib
import hmac
import json
from base64 import urlsafe_b64encode
from typing import Any

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from hypothesis import given
from hypothesis import strategies as st
from joserfc import jwt
from joserfc.jwk import ECKey, OctKey, RSAKey

from agents.runtime.access import Caller, Role
from fleet.access.authenticator import Authenticator
from fleet.access.errors import KeysAwayError, NoTokenError, TokenError
from fleet.access.keys import JwksLimits, Keys, PublicKeys, public_keys
from fleet.access.tokens import Rules, mint, secret_key

NOW = 1_768_300_200.0
SECRET = "a secret of forty characters, no phrase!"
RULES = Rules("issuer", "fleet")
RSA = RSAKey.generate_key(2048, parameters={"kid": "rsa"})
EC = ECKey.generate_key("P-256", parameters={"kid": "ec"})
CLAIMS: dict[str, Any] = {
    "iss": "issuer",
    "aud": "fleet",
    "sub": "ada",
    "exp": int(NOW) + 60,
    "iat": int(NOW),
    "role": "teacher",
}


class Provider:
    """An identity provider and the time of both."""

    def __init__(self, *keys: Any) -> None:
        self.keys = keys
        self.now = NOW
        self.asked = 0
        self.failure: Exception | None = None

    async def document(self) -> bytes:
        self.asked += 1
        if self.failure is not None:
            raise self.failure
        return json.dumps({"keys": [key.as_dict(private=False) for key in self.keys]}).encode()

    def clock(self) -> float:
        return self.now


def authenticator(
    provider: Provider, *, secret: str | None = SECRET, rules: Rules = RULES, remembered: int = 10
) -> Authenticator:
    public = PublicKeys(provider.document, JwksLimits(every=300, pause=10), provider.clock)
    keys = Keys(secret_key(secret) if secret is not None else None, public)
    return Authenticator(keys, rules, provider.clock, remembered)


@pytest.fixture
def provider() -> Provider:
    return Provider(RSA, EC)


def signed(key: Any = None, algorithm: str = "HS256", header: dict[str, Any] | None = None, **changes: Any) -> str:
    claims = {name: value for name, value in {**CLAIMS, **changes}.items() if value is not None}
    key = key if key is not None else OctKey.import_key(SECRET)
    return jwt.encode({"alg": algorithm, **(header or {})}, claims, key, algorithms=[algorithm])


def part(value: Any) -> str:
    return urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


async def refused(using: Authenticator, token: str) -> str:
    with pytest.raises(TokenError) as told:
        await using.caller([f"Bearer {token}"])
    return str(told.value)


@pytest.mark.parametrize(
    "token",
    [
        signed(),
        signed(RSA, "RS256", {"kid": "rsa"}),
        signed(EC, "ES256", {"kid": "ec"}),
        signed(EC, "ES256"),  # the only key that fits
        signed(aud=["other", "fleet"]),
        signed(role=["teacher", "of another application"]),
        signed(nbf=int(NOW)),
        signed(exp=NOW - 29.5),  # clocks differ
    ],
)
async def test_good_tokens_name_their_caller(provider: Provider, token: str) -> None:
    using = authenticator(provider)
    for scheme in ("Bearer", "bearer", "BEARER"):
        assert await using.caller([f"{scheme} {token}"]) == Caller("ada", frozenset({Role.TEACHER}))


PEM = RSA.as_pem(private=False)


def by_hand(header: dict[str, Any], claims: dict[str, Any], secret: bytes = SECRET.encode()) -> str:
    """A token that a library would not make."""
    head = f"{part(header)}.{part(claims)}"
    made = hmac.new(secret, head.encode(), hashlib.sha256).digest()
    return f"{head}.{urlsafe_b64encode(made).decode().rstrip('=')}"


HEAD, BODY, SIGNATURE = signed().split(".")
BAD = {
    "forged": (signed(OctKey.import_key("another secret of forty characters!!!!!!")), "signature"),
    "forged by RSA": (signed(RSAKey.generate_key(2048), "RS256", {"kid": "rsa"}), "signature"),
    "changed": (f"{HEAD}.{part({**CLAIMS, 'role': 'admin'})}.{SIGNATURE}", "signature"),
    "no algorithm": (f"{part({'alg': 'none'})}.{BODY}.{SIGNATURE}", "algorithm"),
    "no signature": (f"{part({'alg': 'none'})}.{BODY}.", "signed"),
    "public key for a secret": (by_hand({"alg": "HS256", "kid": "rsa"}, CLAIMS, PEM), "signature"),
    "another algorithm": (signed(OctKey.import_key(SECRET * 2), "HS512"), "algorithm"),
    "algorithm that is no text": (f"{part({'alg': ['HS256']})}.{BODY}.{SIGNATURE}", "algorithm"),
    "key id that is no text": (f"{part({'alg': 'RS256', 'kid': ['rsa']})}.{BODY}.{SIGNATURE}", "key id"),
    "key of another algorithm": (signed(RSA, "RS256", {"kid": "ec"}), "nobody"),
    "unknown key": (signed(RSA, "RS256", {"kid": "who"}), "nobody"),
    "critical header": (by_hand({"alg": "HS256", "crit": ["exp"], "exp": 1}, CLAIMS), "signature"),
    "expired": (signed(exp=int(NOW) - 31), "expired"),
    "without expiry": (signed(exp=None), "exp"),
    "expiry that is no number": (signed(exp="tomorrow"), "exp"),
    "expiry that is true": (signed(exp=True), "exp"),
    "not yet valid": (signed(nbf=int(NOW) + 60), "not yet"),
    "issued in the future": (signed(iat=int(NOW) + 60), "future"),
    "another audience": (signed(aud="others"), "aud"),
    "audience of numbers": (signed(aud=[1]), "aud"),
    "without audience": (signed(aud=None), "aud"),
    "another issuer": (signed(iss="others"), "iss"),
    "without issuer": (signed(iss=None), "iss"),
    "without subject": (signed(sub=None), "sub"),
    "subject with a line break": (signed(sub="ada\nadmin"), "subject"),
    "without role": (signed(role=None), "role"),
    "unknown role": (signed(role="root"), "role"),
    "role that is an object": (signed(role={"admin": True}), "role"),
    "student of nobody": (signed(role="student"), "student_id"),
    "student with a colon": (signed(role="student", student_id="a:b"), "student_id"),
    "student that is a number": (signed(role="student", student_id=7), "student_id"),
    "encrypted": (f"{HEAD}.{BODY}.{BODY}.{BODY}.{SIGNATURE}", "signed"),
    "too long": ("a" * 3000 + "." + "b" * 3000 + "." + "c" * 3000, "signed"),
    "rubbish": ("a.b.c", "signed"),
}


@pytest.mark.parametrize("why", BAD)
async def test_bad_tokens_are_refused_with_a_reason(provider: Provider, why: str) -> None:
    token, word = BAD[why]
    assert word in await refused(authenticator(provider), token)


async def test_an_infinite_expiry_is_none(provider: Provider) -> None:
    for endless in (float("inf"), float("nan")):
        token = by_hand({"alg": "HS256"}, {**CLAIMS, "exp": endless})
        assert "read" in await refused(authenticator(provider), token)
    assert (await authenticator(provider).caller([f"Bearer {by_hand({'alg': 'HS256'}, CLAIMS)}"])).subject == "ada"


async def test_who_says_nothing_is_told_apart_from_who_says_wrong(provider: Provider) -> None:
    using = authenticator(provider)
    for said in ([], ["Basic YWRhOmFkYQ=="], [""], ["Token x"]):
        with pytest.raises(NoTokenError):
            await using.caller(said)
    with pytest.raises(TokenError, match="several") as told:
        await using.caller([f"Bearer {signed()}"] * 2)
    assert not isinstance(told.value, NoTokenError)


async def test_without_a_secret_nobody_signs_with_one() -> None:
    using = authenticator(Provider(RSA), secret=None)
    assert "nobody" in await refused(using, signed())
    assert "nobody" in await refused(using, by_hand({"alg": "HS256"}, CLAIMS, PEM))


async def test_claims_are_found_where_a_provider_puts_them(provider: Provider) -> None:
    rules = Rules("issuer", "fleet", role_claim="realm_access.roles", student_claim="sub")
    token = signed(role=None, realm_access={"roles": ["offline", "student"]}, sub="stu-1")
    found = await authenticator(provider, rules=rules).caller([f"Bearer {token}"])
    assert found == Caller("stu-1", frozenset({Role.STUDENT}), "stu-1")
    minted = mint(SECRET, rules, subject="stu-2", role=Role.TEACHER, seconds=60, now=NOW)
    assert (await authenticator(provider, rules=rules).caller([f"Bearer {minted}"])).has(Role.TEACHER)
    url = Rules("issuer", "fleet", role_claim="https://example.org/role")
    token = signed(role=None, **{"https://example.org/role": "admin"})
    assert (await authenticator(provider, rules=url).caller([f"Bearer {token}"])).has(Role.ADMIN)


# -- remembering -------------------------------------------------------------------------------------------------------
async def test_a_remembered_token_still_expires(provider: Provider) -> None:
    using = authenticator(provider)
    token = signed()
    await using.caller([f"Bearer {token}"])
    provider.now += 60 + RULES.leeway - 1
    await using.caller([f"Bearer {token}"])
    provider.now += 1
    for _ in range(2):
        assert "expired" in await refused(using, token)


async def test_what_is_remembered_is_bounded_and_unreadable(provider: Provider) -> None:
    using = authenticator(provider, remembered=3)
    tokens = [signed(sub=f"ada-{number}") for number in range(9)]
    for token in tokens:
        await using.caller([f"Bearer {token}"])
    assert len(using._seen) == 3
    assert not any(token.encode() in key for token in tokens for key in using._seen)
    forgetful = authenticator(provider, remembered=0)
    assert (await forgetful.caller([f"Bearer {tokens[0]}"])).subject == "ada-0"
    assert not forgetful._seen


async def test_a_withdrawn_key_takes_its_tokens_along(provider: Provider) -> None:
    using = authenticator(provider)
    token = signed(RSA, "RS256", {"kid": "rsa"})
    await using.caller([f"Bearer {token}"])
    provider.keys = (EC,)
    provider.now += 11
    assert "nobody" in await refused(using, signed(RSA, "RS256", {"kid": "new"}))  # has the keys read again
    assert "nobody" in await refused(using, token)


# -- a provider's keys -------------------------------------------------------------------------------------------------
async def test_a_new_key_is_found_and_strangers_make_no_load(provider: Provider) -> None:
    using = authenticator(provider)
    await using.caller([f"Bearer {signed(RSA, 'RS256', {'kid': 'rsa'})}"])
    assert provider.asked == 1
    new = RSAKey.generate_key(2048, parameters={"kid": "new"})
    provider.keys = (RSA, new)
    token = signed(new, "RS256", {"kid": "new"})
    for _ in range(5):
        assert "nobody" in await refused(using, token)
    assert provider.asked == 1, "not within the pause"
    provider.now += 10
    await using.caller([f"Bearer {token}"])
    for number in range(20):
        await refused(using, signed(RSA, "RS256", {"kid": f"unknown-{number}"}))
    assert provider.asked == 2


async def test_an_outage_keeps_the_known_keys(provider: Provider) -> None:
    using = authenticator(provider)
    provider.failure = OSError("away")
    with pytest.raises(KeysAwayError):
        await using.caller([f"Bearer {signed(RSA, 'RS256', {'kid': 'rsa'})}"])
    assert (await using.caller([f"Bearer {signed()}"])).subject == "ada", "the secret is at hand"
    provider.failure = None
    provider.now += 10
    await using.caller([f"Bearer {signed(RSA, 'RS256', {'kid': 'rsa'})}"])
    for failure in (TimeoutError(), OSError("away"), ValueError("no JWKS")):
        provider.failure = failure
        provider.now += 11
        assert "nobody" in await refused(using, signed(RSA, "RS256", {"kid": "new"}))
        await using.caller(
            [f"Bearer {signed(RSA, 'RS256', {'kid': 'rsa'}, sub=f'ada-{provider.now}', exp=int(NOW) + 600)}"]
        )


@pytest.mark.filterwarnings("ignore:Key size should")  # it is passed over for that
def test_only_keys_for_signatures_are_taken() -> None:
    def listed(*keys: dict[str, Any]) -> bytes:
        return json.dumps({"keys": [*keys, EC.as_dict(private=False)]}).encode()

    known = RSA.as_dict(private=False)
    assert set(public_keys(listed(dict(known)))) == {("RS256", "rsa"), ("ES256", "ec")}
    secret = OctKey.import_key(SECRET).as_dict(private=True)
    small = RSAKey.import_key(_small_rsa()).as_dict(private=False)
    for passed_over in (
        {**known, "use": "enc"},
        {**known, "alg": "RS512"},
        {**known, "key_ops": ["encrypt"]},
        {**known, "n": "!!"},
        {"kty": "RSA"},
        ECKey.generate_key("P-384").as_dict(private=False),
        {**secret, "kid": "s"},
        small,
        "no key",
    ):
        assert set(public_keys(listed(passed_over))) == {("ES256", "ec")}, passed_over
    for document in (b"", b"{}", b"[]", b'{"keys": []}', b'{"keys": 7}', b"\xff", b"[" * 10_000):
        with pytest.raises(ValueError, match="no"):
            public_keys(document)


def _small_rsa() -> bytes:
    made = rsa.generate_private_key(65537, 1024).public_key()
    return made.public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)


# -- whatever is sent --------------------------------------------------------------------------------------------------
PARTS = st.one_of(
    st.text(max_size=40),
    st.binary(max_size=40).map(lambda raw: urlsafe_b64encode(raw).decode().rstrip("=")),
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
        lambda inner: (
            st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["alg", "kid", "crit", "b64"]), inner)
        ),
        max_leaves=6,
    ).map(part),
    st.sampled_from([HEAD, BODY, SIGNATURE, part({"alg": "HS256"}), part({"alg": "RS256", "kid": "rsa"})]),
)


@given(st.lists(PARTS, max_size=5).map(".".join), st.sampled_from(["Bearer ", "bearer  ", "", "Basic ", "Bearer\t"]))
async def test_no_header_gets_in_or_crashes(token: str, scheme: str) -> None:
    using = authenticator(Provider(RSA))
    try:
        found = await using.caller([scheme + token])
    except TokenError:
        return
    assert token == signed()
    assert found.subject == "ada"


@given(
    st.dictionaries(
        st.sampled_from(["iss", "aud", "sub", "exp", "nbf", "iat", "role", "student_id"]),
        st.recursive(
            st.none()
            | st.booleans()
            | st.integers()
            | st.floats(allow_nan=False, allow_infinity=False)
            | st.text(max_size=5),
            lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=3), inner, max_size=2),
            max_leaves=4,
        ),
        min_size=1,
    )
)
async def test_no_signed_claim_crashes(changes: dict[str, Any]) -> None:
    using = authenticator(Provider(RSA))
    try:
        token = jwt.encode({"alg": "HS256"}, {**CLAIMS, **changes}, OctKey.import_key(SECRET), algorithms=["HS256"])
        found = await using.caller([f"Bearer {token}"])
    except TokenError:
        return
    assert found.roles
    assert (found.student_id is not None) == (Role.STUDENT in found.roles)
