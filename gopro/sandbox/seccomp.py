"""The run stage's system call filter: one process, threads allowed, no shared memory, no kernel surface."""

import struct
from collections.abc import Mapping
from typing import Final

Instruction = tuple[int, int, int, int]

LOAD, JUMP_EQUAL, JUMP_AT_LEAST, JUMP_ANY_BIT, RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
ALLOW, KILL, ERRNO = 0x7FFF0000, 0x80000000, 0x00050000
EPERM, ENOSYS = 1, 38
NUMBER_AT, ARCHITECTURE_AT = 0, 4
CLONE_THREAD = 0x10000
SHARED_OR_GROWING = 0x101  # MAP_SHARED and MAP_GROWSDOWN: pages that RLIMIT_DATA doesn't count
SOCKET_FAMILIES = (1, 2, 10)  # UNIX, INET, INET6: those the network namespace empties; vsock would reach the host
X32_BIT = 0x40000000
AUDIT: Final[Mapping[str, int]] = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}

# name: (x86_64, aarch64); None where the architecture has no such call
SPECIAL: Final[Mapping[str, tuple[int, int]]] = {
    "clone": (56, 220),
    "clone3": (435, 435),
    "mmap": (9, 222),
    "socket": (41, 198),
}
DENIED: Final[Mapping[str, tuple[int | None, int | None]]] = {
    "fork": (57, None),
    "vfork": (58, None),
    "ptrace": (101, 117),
    "process_vm_readv": (310, 270),
    "process_vm_writev": (311, 271),
    "kcmp": (312, 272),
    "pidfd_getfd": (438, 438),
    "unshare": (272, 97),
    "setns": (308, 268),
    "chroot": (161, 51),
    "pivot_root": (155, 41),
    "mount": (165, 40),
    "umount2": (166, 39),
    "open_tree": (428, 428),
    "move_mount": (429, 429),
    "fsopen": (430, 430),
    "fsconfig": (431, 431),
    "fsmount": (432, 432),
    "fspick": (433, 433),
    "mount_setattr": (442, 442),
    "quotactl": (179, 60),
    "quotactl_fd": (443, 443),
    "name_to_handle_at": (303, 264),
    "open_by_handle_at": (304, 265),
    "fanotify_init": (300, 262),
    "lookup_dcookie": (212, 18),
    "swapon": (167, 224),
    "swapoff": (168, 225),
    "reboot": (169, 142),
    "acct": (163, 89),
    "syslog": (103, 116),
    "settimeofday": (164, 170),
    "clock_settime": (227, 112),
    "iopl": (172, None),
    "ioperm": (173, None),
    "modify_ldt": (154, None),
    "uselib": (134, None),
    "personality": (135, 92),
    "init_module": (175, 105),
    "finit_module": (313, 273),
    "delete_module": (176, 106),
    "kexec_load": (246, 104),
    "kexec_file_load": (320, 294),
    "add_key": (248, 217),
    "request_key": (249, 218),
    "keyctl": (250, 219),
    "bpf": (321, 280),
    "perf_event_open": (298, 241),
    "userfaultfd": (323, 282),
    "io_uring_setup": (425, 425),
    "io_uring_enter": (426, 426),
    "io_uring_register": (427, 427),
    "mbind": (237, 235),
    "migrate_pages": (256, 238),
    "move_pages": (279, 239),
    "memfd_create": (319, 279),
    "memfd_secret": (447, 447),
    "shmget": (29, 194),
    "shmat": (30, 196),
    "semget": (64, 190),
    "msgget": (68, 186),
    "mq_open": (240, 180),
}


def seccomp_filter(*, machine: str) -> bytes:
    """The filter as bubblewrap's `--seccomp` reads it; KeyError for a machine that it isn't written for."""
    column = tuple(AUDIT).index(machine) if machine in AUDIT else None
    if column is None:
        raise KeyError(machine)
    special = {name: numbers[column] for name, numbers in SPECIAL.items()}
    program = [
        *_only_this_machine(audit=AUDIT[machine]),
        *_refuse(number=special["clone3"], errno=ENOSYS),  # so that libc falls back to clone, whose flags can be read
        *_threads_only(clone=special["clone"]),
        *_counted_memory_only(mmap=special["mmap"]),
        *_few_families(socket=special["socket"]),
    ]
    for numbers in DENIED.values():
        number = numbers[column]
        if number is not None:
            program += _refuse(number=number, errno=EPERM)
    program.append((RETURN, 0, 0, ALLOW))
    return b"".join(struct.pack("<HBBI", *instruction) for instruction in program)


def _argument_at(*, index: int) -> int:
    return 16 + 8 * index  # the low half, on little-endian machines


def _only_this_machine(*, audit: int) -> list[Instruction]:
    return [
        (LOAD, 0, 0, ARCHITECTURE_AT),
        (JUMP_EQUAL, 1, 0, audit),
        (RETURN, 0, 0, KILL),
        (LOAD, 0, 0, NUMBER_AT),
        (JUMP_AT_LEAST, 0, 1, X32_BIT),
        (RETURN, 0, 0, KILL),
    ]


def _refuse(*, number: int, errno: int) -> list[Instruction]:
    return [(JUMP_EQUAL, 0, 1, number), (RETURN, 0, 0, ERRNO | errno)]


def _threads_only(*, clone: int) -> list[Instruction]:
    return [
        (JUMP_EQUAL, 0, 4, clone),
        (LOAD, 0, 0, _argument_at(index=0)),
        (JUMP_ANY_BIT, 1, 0, CLONE_THREAD),
        (RETURN, 0, 0, ERRNO | EPERM),
        (RETURN, 0, 0, ALLOW),
    ]


def _counted_memory_only(*, mmap: int) -> list[Instruction]:
    return [
        (JUMP_EQUAL, 0, 4, mmap),
        (LOAD, 0, 0, _argument_at(index=3)),
        (JUMP_ANY_BIT, 0, 1, SHARED_OR_GROWING),
        (RETURN, 0, 0, ERRNO | EPERM),
        (RETURN, 0, 0, ALLOW),
    ]


def _few_families(*, socket: int) -> list[Instruction]:
    known = [(JUMP_EQUAL, len(SOCKET_FAMILIES) - at, 0, family) for at, family in enumerate(SOCKET_FAMILIES)]
    return [
        (JUMP_EQUAL, 0, len(known) + 3, socket),
        (LOAD, 0, 0, _argument_at(index=0)),
        *known,
        (RETURN, 0, 0, ERRNO | EPERM),
        (RETURN, 0, 0, ALLOW),
    ]
