"""`python -m config.embedded`, which is `make run`: the whole of GO-PRO from this folder, with nothing to install."""

import shlex
import sys

from config.environment import ROOT, Environment
from gopro.embedded.launch import ACCOUNTS, Plan, launch

SEED = ROOT / "apps" / "courses" / "content" / "go-first-steps"


def plan(environment: Environment) -> Plan:
    return Plan(
        root=ROOT,
        var=environment.var,
        host=environment.gateway_host,
        port=environment.gateway_port,
        port_variable="GOPRO_GATEWAY_PORT",
        public_url=environment.public_url,
        database_url=environment.database_url,
        redis_url=environment.redis_url,
        secret_key=environment.secret_key,
        pages={"Start": "/", "Staff": "/admin/", "API": "/api/v1/docs", "Mail": "/mail/"},
        without=frozenset() if environment.kafka_url else frozenset({"mirror", "consumer"}),
        preparation=(
            "keys init",
            "personal_keys init",
            f"create_first_accounts --file {shlex.quote(str(environment.var / ACCOUNTS))}",
            "prewarm",
            f"import_course markdown {shlex.quote(str(SEED))}",
        ),
    )


if __name__ == "__main__":
    sys.exit(launch(plan(Environment())))
