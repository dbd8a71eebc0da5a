"""The product's own settings, with the bare view beside its addresses and an engine of plain templates for it."""

from pathlib import Path

from wutong.config import settings as product

globals().update({name: value for name, value in vars(product).items() if name.isupper()})

ROOT_URLCONF = "bench.urls"
TEMPLATES = [
    *product.TEMPLATES,
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "NAME": "plain",
        "DIRS": [Path(__file__).parent / "templates"],
        "OPTIONS": {"builtins": ["wutong.kit.templatetags.kit"]},
    },
]
