"""What is filled in to hang a screen and to take it down."""

from django import forms


class HangForm(forms.Form):
    name = forms.CharField(label="挂在哪里", max_length=60, help_text="如“政府办一楼大厅”")
    expires_on = forms.DateField(
        label="有效期至", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **{"label_suffix": "", **kwargs})


class RevokeForm(forms.Form):
    reason = forms.CharField(label="收回的理由", max_length=200)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **{"label_suffix": "", **kwargs})
