"""The suite. Its folders mirror the code's; `tests.provisioning` gives it real servers."""
