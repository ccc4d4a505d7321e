"""Who may see what learners did."""

from gopro.security.permission import Permission, Scope

ON_ONE_COURSE = ("editor", "support")

PERMISSIONS = (
    Permission(
        name="progress.admin:enter",
        grants={"support": Scope.ALL, "editor": Scope.ALL, "admin": Scope.ALL},
        within=ON_ONE_COURSE,
    ),
    Permission(name="progress.audit:view", grants={"admin": Scope.ALL}),
    Permission(name="progress.fact:view", grants={"support": Scope.ALL, "admin": Scope.ALL}),
    Permission(name="progress.deadletter:resolve", grants={"support": Scope.ALL, "admin": Scope.ALL}),
    Permission(
        name="progress.enrollment:view",
        grants={"support": Scope.ALL, "editor": Scope.ALL, "admin": Scope.ALL},
        within=ON_ONE_COURSE,
    ),
    Permission(
        name="progress.submission:view",
        grants={"support": Scope.ALL, "editor": Scope.ALL, "admin": Scope.ALL},
        within=ON_ONE_COURSE,
    ),
    Permission(name="progress.submission:grade", grants={"editor": Scope.ALL, "admin": Scope.ALL}, within=("editor",)),
    Permission(name="progress.submission:regrade", grants={"support": Scope.ALL, "admin": Scope.ALL}),
)
