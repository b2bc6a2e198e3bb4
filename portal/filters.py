"""GET forms that filter a list: chosen values survive, wrong ones are named at their field."""

import unicodedata

from django import forms


class FilterForm(forms.Form):
    use_required_attribute = False

    def chosen(self):
        """{parameter: value} of what was validly chosen, in the order of the fields."""
        if not self.is_bound:
            return {}
        self.is_valid()
        values = {name: self.cleaned_data.get(name) for name in self.fields}
        return {name: value for name, value in values.items() if value not in (None, "", [])}

    def choose(self, name, everything, choices, in_order=False):
        """Let a field offer these (value, label), by label unless they have an order already."""
        by_label = sorted(choices, key=lambda choice: collation_key(choice[1]))
        self.fields[name].choices = [("", everything), *(choices if in_order else by_label)]


def collation_key(text):
    """Good enough an order for names in any script: without accents and case."""
    plain = unicodedata.normalize("NFKD", str(text))
    return "".join(c for c in plain if not unicodedata.combining(c)).casefold()
