"""Functions that every course asks for, known by their names, and what they give for small inputs."""
