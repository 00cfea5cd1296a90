"""Forms: compact, checked as you type; what stands in one is kept until it is saved or thrown away."""

from reviewtui.tui.screens.forms.accounts import add_account_form, edit_account_form
from reviewtui.tui.screens.forms.contacts import add_contact_form, edit_contact_form
from reviewtui.tui.screens.forms.form import Form, Item
from reviewtui.tui.screens.forms.touches import touch_form

__all__ = [
    "Form",
    "Item",
    "add_account_form",
    "add_contact_form",
    "edit_account_form",
    "edit_contact_form",
    "touch_form",
]
