"""Programs are used where they are installed, or copied where the servers' user can read them."""

import os
import subprocess

import pytest

from gopro.copies import COPIES
from gopro.embedded import accounts, places
from gopro.embedded.errors import EmbeddedError

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root gives its servers a user of their own")


def test_an_ordinary_users_data_is_private_even_where_folders_are_open(folder):
    (folder / "data").mkdir(mode=0o755)
    assert places.data_folder(folder / "data", account=None).stat().st_mode & 0o777 == 0o700


@as_root
def test_a_closed_folder_above_is_refused_with_the_way_out(folder):
    folder.chmod(0o700)
    with pytest.raises(EmbeddedError, match=rf"can't get to {folder}/data, .*chmod o\+x.* such as /srv,"):
        places.data_folder(folder / "data", account=accounts.for_servers())


@as_root
def test_programs_that_can_be_read_stay_where_they_are(folder):
    (folder / "package").mkdir(mode=0o755)
    assert places.programs(folder, ["package"], account=accounts.for_servers()) == folder


@as_root
def test_programs_in_a_closed_folder_are_copied_once(folder):
    (folder / "package" / "bin").mkdir(parents=True)
    program = folder / "package" / "bin" / "hello"
    program.write_text("#!/bin/sh\necho hello\n")
    program.chmod(0o700)
    folder.chmod(0o700)
    account = accounts.for_servers()
    site = places.programs(folder, ["package"], account=account)
    assert site.parent == COPIES
    said = subprocess.run([site / "package/bin/hello"], capture_output=True, text=True, check=True, user=account.uid)
    assert said.stdout == "hello\n"
    before = (site / "package").stat().st_ino
    assert places.programs(folder, ["package"], account=account) == site
    assert (site / "package").stat().st_ino == before
    subprocess.run(["rm", "-r", site], check=True)
