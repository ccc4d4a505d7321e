"""The filter, judged by an interpreter of its few instructions, on both machines it is written for."""

import struct

import pytest

from gopro.sandbox.seccomp import ALLOW, AUDIT, DENIED, EPERM, ERRNO, KILL, SPECIAL, seccomp_filter

MACHINES = tuple(AUDIT)


def verdict(*, machine: str, number: int, arguments: tuple[int, ...] = (), audit: int | None = None) -> int:
    """What the kernel would answer to this call."""
    padded = (*arguments, *(0,) * (6 - len(arguments)))
    data = struct.pack("<IIQ6Q", number, audit if audit is not None else AUDIT[machine], 0, *padded)
    program = list(struct.iter_unpack("<HBBI", seccomp_filter(machine=machine)))
    at = loaded = 0
    while True:
        code, if_true, if_false, operand = program[at]
        at += 1
        if code == 0x20:
            loaded = struct.unpack_from("<I", data, operand)[0]
        elif code == 0x06:
            return int(operand)
        else:
            holds = {0x15: loaded == operand, 0x35: loaded >= operand, 0x45: bool(loaded & operand)}[code]
            at += if_true if holds else if_false


@pytest.mark.parametrize("machine", MACHINES)
def test_every_named_call_is_refused(machine: str) -> None:
    column = MACHINES.index(machine)
    numbers = {name: both[column] for name, both in DENIED.items()}
    answers = {name: verdict(machine=machine, number=n) for name, n in numbers.items() if n is not None}
    assert set(answers.values()) == {ERRNO | EPERM}
    assert len(answers) >= 50
    assert len({n for n in numbers.values() if n is not None}) == len(answers)


@pytest.mark.parametrize("machine", MACHINES)
def test_threads_are_allowed_and_processes_are_not(machine: str) -> None:
    clone = SPECIAL["clone"][MACHINES.index(machine)]
    assert verdict(machine=machine, number=clone, arguments=(0x3D0F00,)) == ALLOW
    assert verdict(machine=machine, number=clone, arguments=(17,)) == ERRNO | EPERM
    assert verdict(machine=machine, number=435) == ERRNO | 38


@pytest.mark.parametrize("machine", MACHINES)
def test_only_memory_that_is_counted_can_be_mapped(machine: str) -> None:
    mmap = SPECIAL["mmap"][MACHINES.index(machine)]
    assert verdict(machine=machine, number=mmap, arguments=(0, 4096, 3, 0x22)) == ALLOW  # private, anonymous
    assert verdict(machine=machine, number=mmap, arguments=(0, 4096, 3, 0x21)) == ERRNO | EPERM  # shared
    assert verdict(machine=machine, number=mmap, arguments=(0, 4096, 3, 0x122)) == ERRNO | EPERM  # growing


@pytest.mark.parametrize("machine", MACHINES)
def test_only_families_that_the_namespace_empties_have_sockets(machine: str) -> None:
    number = SPECIAL["socket"][MACHINES.index(machine)]
    allowed = [family for family in range(64) if verdict(machine=machine, number=number, arguments=(family,)) == ALLOW]
    assert allowed == [1, 2, 10]


@pytest.mark.parametrize("machine", MACHINES)
def test_other_architectures_die_and_ordinary_calls_pass(machine: str) -> None:
    assert verdict(machine=machine, number=0, audit=0x40000003) == KILL
    assert verdict(machine=machine, number=0x40000000) == KILL
    assert verdict(machine=machine, number={"x86_64": 1, "aarch64": 64}[machine]) == ALLOW  # write


def test_an_unknown_machine_has_no_filter() -> None:
    with pytest.raises(KeyError):
        seccomp_filter(machine="riscv64")
