# Two stages: wheels are fetched by hash in the first, and only what runs is in the second.
FROM python:3.11-slim-bookworm AS build
WORKDIR /build
COPY requirements.lock pyproject.toml README.md LICENSE ./
RUN python -m venv /opt/utqyr \
 && /opt/utqyr/bin/pip install --no-cache-dir --require-hashes --requirement requirements.lock
COPY config config
COPY connectors connectors
COPY mapping mapping
COPY sandbox sandbox
COPY sync sync
RUN pip install --no-cache-dir hatchling \
 && pip wheel --no-cache-dir --no-deps --no-build-isolation --wheel-dir /tmp/wheel . \
 && /opt/utqyr/bin/pip install --no-cache-dir --no-deps /tmp/wheel/*.whl \
 && /opt/utqyr/bin/python -m compileall -q /opt/utqyr/lib

FROM python:3.11-slim-bookworm
RUN useradd --system --uid 10001 --home-dir /var/lib/utqyr --create-home utqyr
COPY --from=build /opt/utqyr /opt/utqyr
ENV PATH=/opt/utqyr/bin:$PATH \
    UTQYR_CONFIG=/etc/utqyr \
    PYTHONUNBUFFERED=1
USER utqyr
WORKDIR /var/lib/utqyr
VOLUME ["/etc/utqyr", "/var/lib/utqyr"]
EXPOSE 9464
# Alive means: the scheduler's thread beats. Readiness is /readyz, for whatever balances or alerts.
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s --retries=3 \
    CMD ["python", "-c", "import urllib.request as r; r.urlopen('http://127.0.0.1:9464/healthz', timeout=4)"]
STOPSIGNAL SIGTERM
ENTRYPOINT ["utqyr"]
CMD ["run"]
