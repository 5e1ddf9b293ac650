"""How daprd's Redis state store finds and reads a state: keys by its `keyPrefix`, a hash, and the version as ETag.

Written after what daprd does, apart from the mirror: it shares no code with it.
"""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class DaprStore:
    """A state store component.

    Attributes:
        redis: a client, of one server or of a cluster.
        strategy: `none`, `appid`, `name`, `namespace`, or a text of one's own.
        app_id: of the asking application.
        name: of the component.
        namespace: of the application.
    """

    redis: Any
    strategy: str = "appid"
    app_id: str = "tutor"
    name: str = "statestore"
    namespace: str = "school"

    def key(self, key: str) -> str:
        prefixes = {"appid": self.app_id, "name": self.name, "namespace": f"{self.namespace}.{self.app_id}"}
        if self.strategy == "none":
            return key
        return f"{prefixes.get(self.strategy, self.strategy)}||{key}"

    async def get(self, key: str) -> tuple[bytes, str] | None:
        """Data and ETag. A hash without either field is an error there, and so here."""
        fields = await self.redis.hgetall(self.key(key))
        return (fields[b"data"], str(int(fields[b"version"]))) if fields else None
