"""The tutoring agents: pure logic, short stream glue and web views, over `agents/runtime`."""
