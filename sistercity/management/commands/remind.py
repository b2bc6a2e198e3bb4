from smtplib import SMTPException

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import override

from sistercity import reminders


class Command(BaseCommand):
    help = "Mail the responsible offices 12, 6, 3 and 1 months before an agreement ends. Run daily."

    def add_arguments(self, parser):
        parser.add_argument("--dry-run", action="store_true", help="say only what would be sent")

    def handle(self, *, dry_run, **options):
        sent, unsent = 0, 0
        for reminder in list(reminders.due(timezone.localdate())):
            outcome = "would be sent" if dry_run and reminder.address else self.send(reminder)
            sent += outcome in ("sent", "would be sent")
            unsent += outcome.startswith("not sent")
            self.stdout.write(f"{self.line(reminder)}: {outcome}")
        self.stdout.write(f"Reminders {'to send' if dry_run else 'sent'}: {sent}")
        if unsent:
            raise CommandError(f"Reminders not sent: {unsent}. The next run tries again.")

    def line(self, reminder):
        agreement = reminder.agreement
        with override("en"):
            return (
                f"{agreement.slug}, {agreement.partner()}, until {agreement.expires_on.iso}, "
                f"{reminder.months} months, {reminder.address or 'no address'}"
            )

    def send(self, reminder):
        if not reminder.address:
            return "not sent, neither the responsible office nor the city has an e-mail address"
        try:
            return "sent" if reminders.send(reminder=reminder) else "sent by another process"
        except (SMTPException, OSError) as error:
            return f"not sent, {error}"
