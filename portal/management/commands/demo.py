import os
import secrets

from django.conf import settings
from django.contrib.sites.models import Site
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from portal import demo, roles
from portal.demo.pages import load_pages
from portal.models import RoleAssignment, User
from portal.search.rebuild import rebuild
from portal.sections import section_choices, sections

ACCOUNTS = [("administrator", "admin@localhost")]  # the superuser, then one account per role
STAFF = [
    ("author", "author@localhost", ["author"]),
    ("publisher", "publisher@localhost", ["publisher"]),
    ("translator (German)", "translator@localhost", [{"role": "translator", "language": "de"}]),
    ("cooperation officer", "officer@localhost", [{"role": "cooperation_officer"}]),
    (
        "embassy contributor (Germany)",
        "embassy@localhost",
        [{"role": "embassy_contributor", "countries": "DE"}],
    ),
    ("data editor", "data@localhost", [{"role": "data_editor"}]),
    ("moderator", "moderator@localhost", [{"role": "moderator"}]),
    ("administrator of accounts", "accounts@localhost", [{"role": "administrator"}]),
]


class Command(BaseCommand):
    help = "Load the demo city. What exists already is left as it is."

    def add_arguments(self, parser):
        parser.add_argument(
            "--training", action="store_true", help="Load the fictional training data instead."
        )
        parser.add_argument(
            "--remove", action="store_true", help="With --training: remove the training data."
        )

    def handle(self, **options):
        if options["remove"] and not options["training"]:
            raise CommandError("Only training data can be removed: demo --training --remove.")
        if options["training"]:
            self.train(options["remove"])
            return
        self.name_site()
        with transaction.atomic():
            user = self.accounts()
            for step, load in self.steps(user):
                self.stdout.write(f"  {step} …")
                load()

    @transaction.atomic
    def train(self, remove):
        for section in sections():
            if step := section.remove_training if remove else section.load_training:
                self.stdout.write(f"  {str(section.label).lower()}: training data …")
                step()

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
        made = [self.account(*values) for values in ACCOUNTS]
        made += [self.account(*values) for values in STAFF]
        if made := [line for line in made if line]:
            self.keep(made)
        user = User.objects.filter(is_superuser=True).order_by("pk").first()
        if user is None:
            raise CommandError("Nobody may publish: make an administrator first.")
        return user

    def account(self, name, email, held=()):
        """The line for the file; "" where the account exists, which stays as it is."""
        if User.objects.filter(email=email).exists():
            return ""
        password = secrets.token_urlsafe(12)
        make = User.objects.create_user if held else User.objects.create_superuser
        user = make(email, email, password)
        for values in held:
            self.give(user, values)
        return f"{name}\t{email}\t{password}\n"

    def give(self, user, values):
        """A role named alone is held in every section."""
        if isinstance(values, dict):
            RoleAssignment.objects.create(user=user, **values)
        else:
            for key, _label in section_choices():
                RoleAssignment.objects.create(user=user, role=values, section=key)
        roles.sync_staff(user)

    def keep(self, lines):
        path = settings.VAR_DIR / "demo-accounts.txt"
        with open(os.open(path, os.O_CREAT | os.O_WRONLY | os.O_APPEND, 0o600), "a") as file:
            file.writelines(lines)
