"""Sub-commands of `manage.py events`, one module each: HELP, configure(parser) and run(options, output)."""
