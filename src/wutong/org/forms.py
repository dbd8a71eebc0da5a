"""What is filled in to keep units, people, posts and logins. `take` calls the service."""

from django import forms

from wutong.kit import clock
from wutong.kit.actor import Actor
from wutong.kit.verdict import Invalid
from wutong.org import access, queries, rules, services
from wutong.org.enums import Reach, Role
from wutong.org.models import Person, Post, Unit

# Nothing is chosen for who does not choose.
CHOOSE = ("", "请选择")
TIERS = [(1, "经办人"), (2, "科室负责人"), (3, "分管领导"), (4, "县级"), (5, "市级")]


def _words(label: str, limit: int, required: bool = True, note: str = "") -> forms.CharField:
    return forms.CharField(label=label, max_length=limit, required=required, help_text=note)


def _day(label: str) -> forms.DateField:
    return forms.DateField(
        label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), initial=clock.today
    )


def _password(label: str, known: bool = False) -> forms.CharField:
    attributes = {"autocomplete": "current-password" if known else "new-password"}
    return forms.CharField(label=label, max_length=128, strip=False, widget=forms.PasswordInput(attributes))


class ActForm(forms.Form):
    """A form that does one thing to one object; refusals of a rule come back at their field."""

    title = ""
    done = "已保存"

    def __init__(self, *args, actor: Actor, on, **kwargs):
        self.actor, self.on = actor, on
        super().__init__(*args, **kwargs)
        self.shape()

    def shape(self) -> None:
        """Fit the fields to the object."""

    def take(self) -> bool:
        try:
            self.act()
        except Invalid as error:
            for name, message in error.errors.items():
                self.add_error(name if name in self.fields else None, message)
            return False
        return True

    def act(self) -> None:
        raise NotImplementedError


class PhoneMixin:
    def clean_phone(self) -> str:
        phone = self.cleaned_data["phone"].strip()
        if phone and not rules.is_phone(phone):
            raise forms.ValidationError(rules.why_no_phone(phone))
        return phone


class UnitForm(ActForm):
    title, done = "增加下级单位", "已增加单位"
    name = _words("名称", 120)
    short_name = _words("简称", 40, required=False)
    kind = forms.ChoiceField(label="类别")
    code = _words("区划或机构代码", 20, required=False)

    def shape(self) -> None:
        kinds = [(k.value, k.label) for k in rules.kinds_under(self.on.kind)]
        self.fields["kind"].choices = [CHOOSE, *kinds]

    def act(self) -> None:
        services.add_unit(by=self.actor, parent=self.on, **self.cleaned_data)


class EditUnitForm(ActForm):
    title, done = "修改单位", "已修改，原名称留作别名，台账仍能对应"
    name = _words("名称", 120)
    short_name = _words("简称", 40, required=False)
    code = _words("区划或机构代码", 20, required=False)
    is_active = forms.BooleanField(label="在用", required=False, help_text="去掉勾选即停用，以前的记录都在")
    on: Unit

    def shape(self) -> None:
        self.initial = {name: getattr(self.on, name) for name in self.fields}

    def act(self) -> None:
        services.edit_unit(by=self.actor, unit=self.on, **self.cleaned_data)


class AliasForm(ActForm):
    title, done = "增加别名", "已增加别名"
    name = _words("别名", 120, note="台账里对这个单位的其他写法，导入时据此对应。")

    def act(self) -> None:
        services.add_alias(by=self.actor, unit=self.on, name=self.cleaned_data["name"])


class PersonForm(PhoneMixin, ActForm):
    title, done = "增加人员", "已增加人员"
    name = _words("姓名", 60)
    phone = _words("手机", 30, required=False)

    def act(self) -> None:
        services.add_person(by=self.actor, unit=self.on, **self.cleaned_data)


class PostForm(ActForm):
    title, done = "增加岗位", "已增加岗位"
    name = _words("岗位名称", 60)
    role = forms.ChoiceField(label="角色", choices=[CHOOSE, *Role.choices])
    reach = forms.ChoiceField(label="可见范围", choices=Reach.choices, initial=Reach.OWN)
    tier = forms.TypedChoiceField(label="督办层级", choices=TIERS, coerce=int, initial=1)

    def act(self) -> None:
        data = dict(self.cleaned_data)
        services.add_post(by=self.actor, unit=self.on, title=data.pop("name"), **data)


class EditPostForm(ActForm):
    title, done = "修改岗位", "已修改岗位"
    name = _words("岗位名称", 60)
    is_active = forms.BooleanField(label="在用", required=False, help_text="去掉勾选即停用，任职经过都在")
    on: Post

    def shape(self) -> None:
        self.initial = {"name": self.on.title, "is_active": self.on.is_active}

    def act(self) -> None:
        data = self.cleaned_data
        services.edit_post(by=self.actor, post=self.on, title=data["name"], is_active=data["is_active"])


class AppointForm(PhoneMixin, ActForm):
    title, done = "任职", "已任职"
    name = _words("姓名", 60)
    phone = _words("手机", 30, required=False, note="同名时用来区分")
    since = _day("任职日期")
    on: Post

    def shape(self) -> None:
        people = list(Person.objects.filter(unit=self.on.unit, is_active=True).order_by("id")[:12])
        if people:
            self.fields["name"].help_text = "本单位：" + "、".join(p.name for p in people)

    def clean(self):
        data = super().clean()
        found = access.people_visible_to(self.actor).filter(name=data.get("name", ""), is_active=True)
        if data.get("phone"):
            found = found.filter(phone=data["phone"])
        people = list(found.select_related("unit")[:2])
        if "name" in data and len(people) != 1:
            self.add_error("name", "有多人同名，请填手机" if people else "没有这个人，请先在其单位增加人员")
        elif people:
            data["person"] = people[0]
        return data

    def act(self) -> None:
        data = self.cleaned_data
        services.appoint(by=self.actor, post=self.on, person=data["person"], since=data["since"])


class VacateForm(ActForm):
    title, done = "免职", "岗位已空缺"
    until = _day("免职日期")
    on: Post

    def act(self) -> None:
        services.vacate(by=self.actor, post=self.on, until=self.cleaned_data["until"])


class EditPersonForm(PersonForm):
    title, done = "修改", "已修改"
    unit = forms.ModelChoiceField(label="所在单位", queryset=Unit.objects.none())
    is_active = forms.BooleanField(label="在职", required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    on: Person

    def shape(self) -> None:
        around = queries.county_of(self.on.unit)
        units = access.visible_to(self.actor).filter(is_active=True)
        self.fields["unit"].queryset = units.filter(queries.beneath(around)).order_by("path")
        names = ("name", "phone", "unit", "is_active", "version")
        self.initial = {name: getattr(self.on, name) for name in names}

    def act(self) -> None:
        values = dict(self.cleaned_data)
        services.edit_person(by=self.actor, person=self.on, expected=values.pop("version"), **values)


class _TwiceForm(ActForm):
    """A new password, typed twice."""

    def clean(self):
        data = super().clean()
        if data.get("password") and data.get("again") and data["password"] != data["again"]:
            self.add_error("again", "两次输入的密码不一样")
        return data


class GiveLoginForm(_TwiceForm):
    title, done = "开设账号", "已开设账号，请把初始密码交给本人并提醒修改"
    username = _words("用户名", 60)
    password = _password("初始密码")
    again = _password("再输一次")
    on: Person

    def act(self) -> None:
        data = self.cleaned_data
        services.give_login(
            by=self.actor, person=self.on, username=data["username"], password=data["password"]
        )


class ResetPasswordForm(_TwiceForm):
    title, done = "重置密码", "已重置密码，请提醒本人修改"
    password = _password("新的初始密码")
    again = _password("再输一次")
    on: Person

    def act(self) -> None:
        services.reset_password(by=self.actor, person=self.on, password=self.cleaned_data["password"])


class OwnPasswordForm(_TwiceForm):
    title, done = "修改密码", "密码已修改"
    old = _password("原密码", known=True)
    password = _password("新密码")
    again = _password("再输一次")

    def act(self) -> None:
        data = self.cleaned_data
        services.change_password(by=self.actor, account=self.on, old=data["old"], new=data["password"])


# What may be added to a unit, by the word in the address.
ADD_FORMS: dict[str, type[ActForm]] = {
    "unit": UnitForm,
    "alias": AliasForm,
    "person": PersonForm,
    "post": PostForm,
}
POST_FORMS: dict[str, type[ActForm]] = {"appoint": AppointForm, "vacate": VacateForm, "edit": EditPostForm}
