# One worker. Kafka and Redis are given by FLEET_KAFKA_BROKERS and FLEET_REDIS_URL: see docker-compose.yml.
ARG PYTHON=python:3.11-slim

FROM ${PYTHON} AS packages
WORKDIR /build
COPY pyproject.toml requirements.lock ./
RUN python -m venv /opt/venv \
    && /opt/venv/bin/pip install --quiet --disable-pip-version-check --no-cache-dir --require-hashes --no-deps \
        -r requirements.lock
# The lock holds the extras too. A worker needs neither test tools nor the servers of the local stack.
RUN python -c "import re, tomllib; extras = tomllib.load(open('pyproject.toml', 'rb'))['project']['optional-dependencies']; \
print(*sorted({re.split('[^A-Za-z0-9_-]', one)[0] for name in ('stack', 'dev') for one in extras[name]} - {'confluent-kafka'}))" \
    | xargs /opt/venv/bin/pip uninstall --quiet --disable-pip-version-check --yes

FROM ${PYTHON}
ENV PATH=/opt/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    FLEET_DATA_DIR=/var/lib/fleet \
    FLEET_WEB_HOST=0.0.0.0
RUN useradd --uid 10001 --home-dir /var/lib/fleet --create-home --shell /usr/sbin/nologin fleet
COPY --from=packages /opt/venv /opt/venv
# The source root is the working directory: `agents` and `tables` must be found here before any other of their names.
WORKDIR /srv/fleet
COPY LICENSE ./
COPY schemas ./schemas
COPY tables ./tables
COPY agents ./agents
COPY fleet ./fleet
# Written once at build: the user that runs the worker may not write here.
RUN python -m compileall -q schemas tables agents fleet
USER fleet
VOLUME /var/lib/fleet
EXPOSE 6066
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --retries=3 \
    CMD ["python", "-c", "import os, urllib.request; port = os.environ.get('FLEET_WEB_PORT', '6066'); urllib.request.urlopen(f'http://127.0.0.1:{port}/health/live', timeout=4)"]
ENTRYPOINT ["python", "-m", "fleet"]
CMD ["worker"]
