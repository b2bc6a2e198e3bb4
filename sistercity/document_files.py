"""The files of documents, given out to those who may have them."""

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from portal import media
from portal.middleware import has_session
from sistercity.models import Document


@require_safe
def document(request, pk, name):
    """For all others there is no such address."""
    found = get_object_or_404(Document.objects.visible_to(request.user), pk=pk)
    if name != found.file_name:
        raise Http404
    response = media.answer(request, found.file.storage, found.file.name)
    kept = "private, no-store" if has_session(request) else "public, no-cache"
    response.headers["Cache-Control"] = kept
    return response
