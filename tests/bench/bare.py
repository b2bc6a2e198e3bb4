"""The yardstick: one Django view without middleware, sending as many bytes as the home page.

Run by itself it prints how many milliseconds of CPU it takes.
"""

import os
import time
from io import BytesIO
from pathlib import Path

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import HttpResponse
from django.urls import path

BODY = Path(os.environ["BENCH_BODY"]).read_bytes()


def page(request):
    return HttpResponse(BODY, headers={"Content-Length": str(len(BODY))})


urlpatterns = [path("", page)]
settings.configure(
    ALLOWED_HOSTS=["127.0.0.1"], MIDDLEWARE=[], ROOT_URLCONF=__name__, SECRET_KEY="bench"
)
application = get_wsgi_application()


def milliseconds(rounds=5000):
    environ = {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": "/",
        "SERVER_NAME": "127.0.0.1",
        "SERVER_PORT": "80",
        "wsgi.url_scheme": "http",
    }
    start = time.process_time()
    for _round in range(rounds):
        answer = application(environ | {"wsgi.input": BytesIO()}, lambda status, headers: None)
        b"".join(answer)
        answer.close()
    return (time.process_time() - start) / rounds * 1000


if __name__ == "__main__":
    print(milliseconds())
