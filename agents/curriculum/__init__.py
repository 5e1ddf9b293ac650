"""The course as data, shared by the agents that teach: `loading.curriculum()` gives it, validated once."""
