"""Slots: one holder each, wiped before and after, and swept when a holder was killed."""

import os
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from gopro.sandbox.contract import SandboxError
from gopro.sandbox.slots import USERS, Slots


def test_each_slot_has_one_holder_and_a_user_of_its_own(tmp_path: Path) -> None:
    slots = Slots(folder=tmp_path, count=2)
    with slots.one(wait_seconds=1) as first, slots.one(wait_seconds=1) as second:
        assert (first.number, second.number) == (0, 1)
        if os.geteuid() == 0:
            assert first.user in USERS
            assert second.user in USERS
            assert first.user != second.user
        else:
            assert (first.user, second.user) == (None, None)
        with pytest.raises(SandboxError, match="All 2 sandbox slots stayed busy"), slots.one(wait_seconds=0.1):
            pass
    with slots.one(wait_seconds=0) as again:
        assert again.number == 0


def test_who_waits_is_served_in_turn(tmp_path: Path) -> None:
    served: list[int] = []

    def wait(number: int) -> None:
        with Slots(folder=tmp_path, count=1).one(wait_seconds=10):
            served.append(number)
            time.sleep(0.05)

    with ThreadPoolExecutor(5) as pool, Slots(folder=tmp_path, count=1).one(wait_seconds=1):
        for number in range(5):
            pool.submit(wait, number)
            time.sleep(0.1)
    assert served == [0, 1, 2, 3, 4]


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become somebody else")
def test_two_checkouts_never_share_a_user(tmp_path: Path) -> None:
    here, there = Slots(folder=tmp_path / "here", count=1), Slots(folder=tmp_path / "there", count=1)
    with here.one(wait_seconds=1) as first, there.one(wait_seconds=1) as second:
        assert first.number == second.number == 0
        assert first.user != second.user


def test_the_folder_is_wiped_before_and_after(tmp_path: Path) -> None:
    slots = Slots(folder=tmp_path, count=1)
    (tmp_path / "0").mkdir()
    (tmp_path / "0" / "left.txt").write_text("by a killed process")
    with slots.one(wait_seconds=1) as slot:
        assert list(slot.folder.iterdir()) == []
        folder = slot.make_folder(name="src")
        slot.lay(folder=folder, files={"a/b.txt": "x\r\n"})
        assert (folder / "a" / "b.txt").read_bytes() == b"x\r\n"
    assert not (tmp_path / "0").exists()


def test_a_sweep_spares_what_is_held(tmp_path: Path) -> None:
    slots = Slots(folder=tmp_path, count=2)
    (tmp_path / "1").mkdir()
    with slots.one(wait_seconds=1) as held:
        slots.sweep()
        assert held.folder.exists()
        assert not (tmp_path / "1").exists()
