# syntax=docker/dockerfile:1
# Two stages: the first installs the pinned, hashed packages into a virtual environment, the second has nothing but
# that, the bot and its cogs. Made to run with a read-only root; only /data (a volume) and /tmp are written.

FROM python:3.13-slim AS packages
RUN python -m venv /opt/venv
WORKDIR /build
COPY requirements.lock ./
RUN /opt/venv/bin/pip install --no-cache-dir --disable-pip-version-check --require-hashes -r requirements.lock

FROM python:3.13-slim
# Letters of Chinese, Japanese and Korean for the charts: 5 MB, of all such packages the least for all three. No version
# is named, because Debian keeps only the newest of each release.
# hadolint ignore=DL3008
RUN apt-get update \
    && apt-get install --yes --no-install-recommends fonts-wqy-microhei \
    && rm -rf /var/lib/apt/lists/*
RUN useradd --system --uid 10001 --home-dir /app --shell /usr/sbin/nologin imagine \
    && mkdir /data && chown imagine /data
COPY --from=packages /opt/venv /opt/venv
WORKDIR /app
COPY bot ./bot
COPY cogs ./cogs
# Here, because nothing can be written later: a start without this compiles everything anew.
RUN python -m compileall -q bot cogs
ENV PATH=/opt/venv/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    DATABASE_URL=sqlite:////data/imagine.db \
    SPOOL_DIR=/tmp \
    HEALTH_PORT=8080 \
    LOG_FORMAT=json
USER 10001
VOLUME /data
HEALTHCHECK --interval=30s --timeout=10s --start-period=30s CMD ["python", "-m", "bot", "health"]
ENTRYPOINT ["python", "-m", "bot"]
