"""JSON Web Tokens (RFC 7519): checking them, and what they say of the caller. The home of joserfc's signatures."""

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from joserfc import jws, jwt
from joserfc.errors import ExpiredTokenError, InvalidClaimError, JoseError, MissingClaimError
from joserfc.jwk import OctKey

from agents.runtime.access import Caller, Role
from fleet.access.errors import NoTokenError, TokenError
from fleet.access.keys import Key
from schemas.canonical import JsonError, loads
from schemas.ids import STUDENT_ID_MAX, is_name, is_text

__all__ = ["Claims", "Rules", "bearer", "caller", "header_of", "mint", "secret_key", "verified"]

_ALGORITHMS: Final = ("HS256", "RS256", "ES256")

_LONGEST: Final = 8000
"""Characters of a token: more than a header may have."""

_SUBJECT_MAX: Final = 200
"""Characters of a subject, which stands in logs and in the history of dead letters; providers' have some 40."""

_REGISTRY: Final = jws.JWSRegistry(algorithms=_ALGORITHMS, strict_check_header=False)
"""Unknown header fields are passed over, as RFC 7515 wants; critical ones are refused all the same."""

_TOKEN = re.compile(r"[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+", re.ASCII)

Claims = Mapping[str, Any]


@dataclass(frozen=True)
class Rules:
    """What a token must say.

    Attributes:
        issuer: who has made it.
        audience: whom it is for.
        leeway: seconds that clocks may differ.
        role_claim: where the roles stand; dots lead into objects.
        student_claim: where a student's id stands.
    """

    issuer: str
    audience: str
    leeway: int = 30
    role_claim: str = "role"
    student_claim: str = "student_id"


def bearer(authorization: Sequence[str]) -> str:
    """The token of the one `Authorization` header (RFC 6750, section 2.1).

    Raises:
        NoTokenError: there is none.
        TokenError: it is no token.
    """
    if not authorization:
        raise NoTokenError("There is no Authorization header")
    if len(authorization) > 1:
        raise TokenError("There are several Authorization headers")
    scheme, _, token = authorization[0].strip(" ").partition(" ")
    if scheme.lower() != "bearer":
        raise NoTokenError("The Authorization header must be: Bearer TOKEN")
    token = token.strip(" ")
    if len(token) > _LONGEST or not _TOKEN.fullmatch(token):
        raise TokenError("It is not a signed JSON Web Token")
    return token


def header_of(token: str) -> tuple[str, str | None]:
    """The algorithm and the key id that a token claims. Nothing of it is proven yet.

    Raises:
        TokenError: it has none that is taken.
    """
    try:
        header = jws.extract_compact(token.encode(), registry=_REGISTRY).protected
    except (JoseError, ValueError, TypeError, RecursionError):
        raise TokenError("It is not a signed JSON Web Token") from None
    algorithm, key_id = header.get("alg"), header.get("kid")
    if algorithm not in _ALGORITHMS:
        raise TokenError(f"Its algorithm is not taken; those that are: {', '.join(_ALGORITHMS)}")
    if key_id is not None and not isinstance(key_id, str):
        raise TokenError("Its key id is no text")
    return str(algorithm), key_id


def verified(token: str, key: Key, algorithm: str, rules: Rules, now: float) -> Claims:
    """What a token says, once its signature, its time, its issuer and its audience are right.

    Args:
        token: as it came.
        key: found for its algorithm and key id.
        algorithm: the only one that is taken.
        rules: what must be said.
        now: the present, in seconds since 1970.

    Raises:
        TokenError: something is not right.
    """
    try:
        signed = jws.extract_compact(token.encode(), registry=_REGISTRY)
        if signed.protected.get("alg") != algorithm or not jws.validate_compact(signed, key, registry=_REGISTRY):
            raise TokenError("Its signature is wrong")
        claims = loads(signed.payload or b"")
    except (JoseError, JsonError, ValueError, TypeError, RecursionError):
        raise TokenError("Its signature is wrong, or it says nothing that can be read") from None
    if not isinstance(claims, dict):
        raise TokenError("It says nothing that can be read")
    _check(claims, rules, now)
    return claims


def _check(claims: dict[str, Any], rules: Rules, now: float) -> None:
    registry = jwt.JWTClaimsRegistry(
        now=math.floor(now),
        leeway=rules.leeway,
        iss={"essential": True, "value": rules.issuer},
        aud={"essential": True, "value": rules.audience},
        exp={"essential": True},
        sub={"essential": True},
    )
    try:
        registry.validate(claims)
    except ExpiredTokenError:
        raise TokenError("It has expired") from None
    except MissingClaimError as error:
        raise TokenError(error.description) from None
    except InvalidClaimError as error:
        raise TokenError(error.description) from None
    except (JoseError, OverflowError):
        raise TokenError("A claim is wrong") from None


def caller(claims: Claims, rules: Rules) -> Caller:
    """Who is calling, from checked claims.

    Raises:
        TokenError: they have no role here, or do not say whom a student's token is about.
    """
    subject = claims["sub"]
    if not is_text(subject, _SUBJECT_MAX):
        raise TokenError(f"Its subject must have 1 to {_SUBJECT_MAX} printable characters")
    said = _claim(claims, rules.role_claim)
    named = [said] if isinstance(said, str) else said if isinstance(said, list) else []
    roles = frozenset(role for role in Role if role.value in named)
    if not roles:
        raise TokenError(f"Its claim {rules.role_claim} names none of {', '.join(Role)}")
    student_id = _claim(claims, rules.student_claim)
    if Role.STUDENT not in roles:
        return Caller(subject, roles)
    if not is_name(student_id, STUDENT_ID_MAX):
        raise TokenError(f"Its claim {rules.student_claim} does not say whom it is about")
    return Caller(subject, roles, student_id)


def _claim(claims: Claims, name: str) -> Any:
    """A claim by its name, or where dots lead, such as `realm_access.roles`."""
    if name in claims:
        return claims[name]
    found: Any = claims
    for part in name.split("."):
        found = found.get(part) if isinstance(found, dict) else None
    return found


def secret_key(secret: str) -> OctKey:
    """The key of a secret."""
    return OctKey.import_key(secret.encode())


def mint(
    secret: str, rules: Rules, *, subject: str, role: Role, seconds: int, now: float, student_id: str | None = None
) -> str:
    """Make a token, signed with HS256.

    Args:
        secret: that workers check it with.
        rules: what it must say.
        subject: whom it names.
        role: of theirs.
        seconds: for which it is good.
        now: the present, in seconds since 1970.
        student_id: whom it is about; needed for students alone.
    """
    claims: dict[str, Any] = {
        "iss": rules.issuer,
        "aud": rules.audience,
        "sub": subject,
        "iat": int(now),
        "exp": int(now) + seconds,
    }
    _put(claims, rules.role_claim, role.value)
    if student_id is not None:
        _put(claims, rules.student_claim, student_id)
    return jwt.encode({"alg": "HS256"}, claims, secret_key(secret), algorithms=["HS256"])


def _put(claims: dict[str, Any], name: str, value: str) -> None:
    *way, last = name.split(".")
    place = claims
    for part in way:
        place = place.setdefault(part, {})
    place[last] = value
