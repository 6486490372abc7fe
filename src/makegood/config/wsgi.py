"""Pages and API for a WSGI server: `granian --interface wsgi makegood.config.wsgi:application`."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "makegood.config.settings")

application = get_wsgi_application()
