"""`python -m tests.provisioning`: what takes minutes to get, before a test waits for it with its time running."""

from rich.console import Console

from tests.provisioning import chromium, s3


def main() -> None:
    console = Console(stderr=True)
    for name, get in (("an S3 server, built with Go", s3.built), ("Chromium with its driver", chromium.programs)):
        with console.status(f"{name} …"):
            get()
        console.print(f"✓ {name}")


if __name__ == "__main__":
    main()
