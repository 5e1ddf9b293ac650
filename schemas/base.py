"""What every model shares: frozen, strict, UTC, and one way into and out of Avro."""

from collections.abc import Mapping
from math import isfinite
from typing import Annotated, Any, ClassVar, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError
from pydantic_core import PydanticCustomError

from schemas import canonical
from schemas.errors import InvalidError

__all__ = ["VERSION", "JsonObject", "Model", "NonEmpty", "Record", "Unit", "Version"]

NonEmpty = Annotated[str, Field(min_length=1)]
"""A text of at least one character."""

Unit = Annotated[float, Field(ge=0.0, le=1.0)]
"""A share of 0 to 1."""


def _json_ready(value: Any) -> Any:
    """Return the value with what JSON lacks made text: NaN and infinities keep their name instead of becoming null."""
    if isinstance(value, float) and not isfinite(value):
        return repr(value)
    if isinstance(value, Mapping):
        return {str(key): _json_ready(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_json_ready(item) for item in value]
    return value


def _json_object(value: dict[str, Any]) -> dict[str, Any]:
    """Keep what can be written as JSON, in the very form in which it will be read back."""
    try:
        read: dict[str, Any] = canonical.loads(canonical.dumps(_json_ready(value)))
    except (TypeError, ValueError, RecursionError):  # an unknown type, a lone surrogate, a cycle
        raise PydanticCustomError("json", "must hold nothing but JSON values") from None
    return read


JsonObject = Annotated[dict[str, Any], AfterValidator(_json_object)]
"""A free map; in Avro it travels as JSON text."""

VERSION = "1.0"
"""The schema version that is written."""

Version = Annotated[str, Field(pattern=r"^1\.[0-9]{1,3}$")]
"""Schema version `1.x`: minor versions only add optional fields, a new major version needs new code."""


class Model(BaseModel):
    """A frozen, strict value: nothing is converted silently, NaN and infinities are refused."""

    model_config = ConfigDict(
        frozen=True,
        strict=True,
        extra="ignore",  # fields of a later minor version
        allow_inf_nan=False,
        ser_json_bytes="base64",
        val_json_bytes="base64",
    )

    @classmethod
    def read(cls, raw: Mapping[str, Any]) -> Self:
        """Validate a mapping of Python values.

        Raises:
            InvalidError: names the fields and what they must be.
        """
        try:
            return cls.model_validate(raw)
        except ValidationError as error:
            raise InvalidError.from_validation(error) from None

    @classmethod
    def read_json(cls, raw: bytes | str) -> Self:
        """Validate JSON, such as the body of an HTTP request.

        Raises:
            InvalidError: it is not JSON, or names the fields and what they must be.
        """
        try:
            return cls.model_validate_json(raw)
        except ValidationError as error:
            raise InvalidError.from_validation(error) from None


class Record(Model):
    """The value of a topic: it has a version, and free maps travel as JSON text in Avro."""

    json_fields: ClassVar[frozenset[str]] = frozenset()
    """Fields that are maps here and strings in Avro."""

    version: Version = VERSION

    def to_avro(self) -> dict[str, Any]:
        """Return the mapping that `Codec.encode` takes."""
        record = self.model_dump()
        for name in self.json_fields:
            if record[name] is not None:
                record[name] = canonical.dumps(record[name]).decode()
        return record

    @classmethod
    def from_avro(cls, raw: Mapping[str, Any]) -> Self:
        """Validate what `Codec.decode` gave.

        Raises:
            InvalidError: names the fields and what they must be.
        """
        record = dict(raw)
        for name in cls.json_fields:
            text = record.get(name)
            if isinstance(text, str):
                try:
                    record[name] = canonical.loads(text.encode())
                except (canonical.JsonError, UnicodeEncodeError, RecursionError):
                    raise InvalidError.of(name, "must be the text of a JSON object") from None
        return cls.read(record)
