import pytest
from cms.api import add_plugin
from django.urls import reverse
from filer.models import File, Folder

from portal.media_use import uses
from portal.models import Picture
from tests.factories import make_document, make_picture

pytestmark = pytest.mark.django_db
