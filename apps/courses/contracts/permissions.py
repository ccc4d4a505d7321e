"""Who may do what with courses."""

from gopro.security.permission import Permission, Scope

EDITORS = {"author": Scope.OWN, "editor": Scope.ALL, "admin": Scope.ALL}
ON_ONE_COURSE = ("author", "editor")

PERMISSIONS = (
    Permission(name="courses.admin:enter", grants=dict.fromkeys(EDITORS, Scope.ALL), within=ON_ONE_COURSE),
    Permission(name="courses.audit:view", grants={"admin": Scope.ALL}),
    Permission(name="courses.fact:view", grants={"admin": Scope.ALL}),
    Permission(name="courses.deadletter:resolve", grants={"admin": Scope.ALL}),
    Permission(name="courses.course:create", grants=EDITORS),
    Permission(name="courses.course:edit", grants=EDITORS, within=ON_ONE_COURSE),
    Permission(name="courses.course:publish", grants=EDITORS, within=ON_ONE_COURSE),
    Permission(name="courses.course:review", grants={"editor": Scope.ALL, "admin": Scope.ALL}, within=("editor",)),
    Permission(name="courses.review:override", grants={"editor": Scope.ALL, "admin": Scope.ALL}),
    Permission(name="courses.course:give", grants=EDITORS),
    Permission(name="courses.course:delete", grants=EDITORS),
    Permission(name="courses.saga:view", grants={"editor": Scope.ALL, "admin": Scope.ALL}),
    Permission(name="courses.saga:operate", grants={"admin": Scope.ALL}),
    Permission(name="courses.shelf:edit", grants={"editor": Scope.ALL, "admin": Scope.ALL}),
    Permission(name="courses.import:view", grants={"editor": Scope.ALL, "admin": Scope.ALL}),
)
