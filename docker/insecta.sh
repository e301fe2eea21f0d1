#!/bin/sh
# The program as it is called in the image.
exec python -m insecta.cli.main "$@"
