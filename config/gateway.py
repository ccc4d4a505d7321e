"""The gateway's entry point: `python -m config.gateway`; `application` is ASGI. No Django."""

from importlib.metadata import PackageNotFoundError, version

from config.environment import Environment
from config.routes import TABLE, upstreams
from gopro.gateway.application import Gateway, Settings, create
from gopro.gateway.server import new_server
from gopro.observability import logs


def build(environment: Environment) -> Gateway:
    settings = Settings(
        allowed_hosts=environment.allowed_hosts,
        version=_version(),
        access_log=environment.log_level.upper() in {"DEBUG", "INFO"},
    )
    return create(table=TABLE, upstreams=upstreams(environment), settings=settings)


def _version() -> str:
    try:
        return version("gopro")
    except PackageNotFoundError:
        return "development"


environment = Environment()
logs.configure(service="gateway", level=environment.log_level)
application = build(environment)

if __name__ == "__main__":
    new_server(
        application,
        host=environment.gateway_host,
        port=environment.gateway_port,
        drain_seconds=environment.gateway_drain_seconds,
    ).run()
