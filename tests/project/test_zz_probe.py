import pytest
from django.urls import get_resolver
pytestmark = pytest.mark.django_db

def names(resolver, ns=""):
    for p in resolver.url_patterns:
        if hasattr(p, "url_patterns"):
            yield from names(p, ns + (f"{p.namespace}:" if p.namespace else ""))
        else:
            yield ns + str(p.name), str(p.pattern)

def test_x(client):
    from django.utils import translation
    for n in names(get_resolver()):
        if not n[0].startswith("admin:"): print(n)
    print(sum(1 for n in names(get_resolver()) if n[0].startswith("admin:")))
    r = client.get("/en/cooperation/partners/")
    print(r.status_code, r.headers)
    print(r.content.decode()[:3000])
