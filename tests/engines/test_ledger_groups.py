"""What stands over a project and beside it: its group, its stage, whether it is begun, of which type it is."""

from wutong.engines import ledger

LEDGER = """\
2026年重点项目台账,,,,,
序号,项目名称,建设单位,总投资（万元）,项目阶段,是否开工,类别,形象进度
一、工业项目,,,,,,,
（一）新建项目,,,300,,,,
1,云杉项目,云杉公司,300,前期手续,未开工,工业,场平
二,农业项目（1个）,,200,,,,
2,青松项目,青松公司,200,在建,已开工,农业,封顶
"""


def test_each_project_bears_the_title_of_its_group_and_the_words_of_its_class():
    one, other = ledger.read(LEDGER.encode(), filename="台账.csv").as_json()["projects"]
    assert (one["group"], one["nature"]) == ("（一）新建项目", "new")
    assert (one["stage"], one["begun"], one["project_type"]) == ("前期手续", "未开工", "工业")
    assert (other["group"], other["stage"], other["progress"]) == ("二、农业项目（1个）", "在建", "封顶")


def test_a_class_that_tells_the_nature_is_the_nature():
    told = LEDGER.replace("工业,场平", "新建,场平").replace("农业,封顶", "续建,封顶")
    one, other = ledger.read(told.encode(), filename="台账.csv").as_json()["projects"]
    assert [p["nature"] for p in (one, other)] == ["new", "carried_over"]
    assert "project_type" not in one


def test_a_ledger_without_groups_has_none():
    plain = "项目名称,建设单位,总投资（万元）\n云杉项目,云杉公司,3\n"
    assert "group" not in ledger.read(plain.encode(), filename="台账.csv").as_json()["projects"][0]


def test_what_is_the_same_as_above_has_something_above_it():
    told = "项目名称,建设单位,总投资（万元）\n云杉项目,同上,3\n青松项目,青松公司,4\n红枫项目,同上,5\n"
    answer = ledger.read(told.encode(), filename="台账.csv").as_json()
    assert [p["owner"] for p in answer["projects"]] == ["同上", "青松公司", "青松公司"]
    assert [e["row"] for e in answer["doubtful"]] == [4]
