import os
import secrets

from django.conf import settings
from django.contrib.sites.models import Site
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from portal import demo
from portal.demo.pages import load_pages
from portal.models import User
from portal.search.rebuild import rebuild
from portal.sections import sections

ACCOUNTS = [("administrator", "admin@localhost")]


class Command(BaseCommand):
    help = "Load the demo city. What exists already is left as it is."

    def handle(self, **options):
        self.name_site()
        with transaction.atomic():
            user = self.accounts()
            for step, load in self.steps(user):
                self.stdout.write(f"  {step} …")
                load()

    def name_site(self):
        host = settings.SITE_URL.partition("://")[2]
        Site.objects.filter(domain="example.com").update(domain=host, name=host)

    def steps(self, user):
        yield "offices, services and laws", self.shared
        for section in sections():
            yield str(section.label).lower(), section.load_demo
        yield "pages in eight languages", lambda: load_pages(user)
        yield "search index", lambda: list(rebuild())

    def shared(self):
        demo.load_offices()
        demo.load_services()
        demo.load_legal_bases()
        demo.load_city()

    def accounts(self):
        """Make the accounts once, each with a password of its own, kept in a file under var/."""
        made = []
        for role, email in ACCOUNTS:
            if not User.objects.filter(email=email).exists():
                password = secrets.token_urlsafe(12)
                User.objects.create_superuser(email, email, password)
                made.append(f"{role}\t{email}\t{password}\n")
        if made:
            self.keep(made)
        user = User.objects.filter(is_superuser=True).order_by("pk").first()
        if user is None:
            raise CommandError("Nobody may publish: make an administrator first.")
        return user

    def keep(self, lines):
        path = settings.VAR_DIR / "demo-accounts.txt"
        with open(os.open(path, os.O_CREAT | os.O_WRONLY | os.O_APPEND, 0o600), "a") as file:
            file.writelines(lines)
