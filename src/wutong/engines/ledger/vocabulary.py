"""What the columns of a project ledger are called, as data: patterns over headings without spaces, units and years.

A place writes 项目业主, another 建设主体; what is listed here is what counties are known to write. The first field whose
pattern matches and whose exception does not is taken; fields of one group may stand under one heading.
"""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True)
class Field:
    """One field of the contract. `kind`: text, name, amount, date, years, phone, code, permit, nature, number.

    `leaf` is matched in the lowest heading, `path` in all headings over the column; `never` bars it. `group` lets a bare
    lower heading (姓名, 电话, 单位) take its meaning from the one above.
    """

    name: str
    kind: str
    leaf: str
    never: str = ""
    path: str = ""

    def matches(self, leaf: str, path: str) -> bool:
        if self.never and re.search(self.never, leaf):
            return False
        if self.path and not re.search(self.path, path):
            return False
        return re.search(self.leaf, leaf) is not None


_LEADER = r"(包保|包联|包扶|包抓|包干|包挂|挂包|挂点|挂钩|挂联|责任|联系|帮扶|帮包|领办|领衔|牵头|分管|县级|市级|区级|处级|主管|督导|推进)*(责任)?领导|县领导|市领导|区领导|包保人|包联人|领导姓名|链长"
_SECRETARY = r"秘书|管家|专员|首席服务员|服务员|联络员|店小二|代办员|帮办员|项目经理|具体责任人|直接责任人|具体联系人|经办人|联系人|责任人|负责人"
_NOT_A_DATE = r"以来|情况|是否|个数|数量|状态|率"
_DAY = r"时间|日期|年月|时限|时点|节点|年份|期限|计划|预计|月份|时候"
_NOT_TOTAL = r"完成|到位|支付|累计|年初|剩余|率|占比|比例|资金来源|外资|单位|主体|方|密度|强度"

FIELDS: tuple[Field, ...] = (
    Field("seq", "seq", r"^(序号|编号|序|NO\.?|№|顺序号|项目序号)$"),
    Field("project_code", "code_text", r"(项目|投资|平台|赋码|在线|备案|立项|审批监管).{0,8}(代码|编码|编号)|^代码$", never=r"信用|行业|机构"),
    Field("uscc", "code", r"信用代码|信用编码|统一代码|组织机构代码|机构代码|统一信用"),
    Field("permit_eia", "permit", r"环评|环境影响|环保(手续|批复|审批)|环境评价"),
    Field("permit_construction", "permit", r"施工许可|施工证|开工许可|施工手续|开工手续"),
    Field(
        "permit_planning",
        "permit",
        r"(建设|工程|建设工程)?规划(许可|手续|审批|条件|方案|批复|证)|工规|规划许可|建规证|工程规划|^规划$|用规",
        never=r"用地规划许可$^|五年|十四五|十五五",
    ),
    Field(
        "permit_land",
        "permit",
        r"用地(手续|批复|预审|审批|许可|报批|落实|情况|证)?$|用地(手续|批复|预审|审批)|土地(手续|证|批复|审批|出让|使用|摘牌|供应|报批|落实|指标|情况)|不动产权|国有土地|供地|^土地$|选址意见",
        never=r"面积|亩|需求|性质",
    ),
    Field(
        "permit_filing",
        "permit",
        r"立项|备案|核准|可研|项目建议书|审批文件",
        never=r"时间|日期|文号$^|单位|机关|金额|总投资|号$|代码|编号|编码|部门",
    ),
    Field("nature", "nature", r"建设性质|项目性质|^性质$|新建[/、／或]?续建|新[、/／]?续建|新续建|开工类型|^新/续$|建设类别$"),
    Field(
        "owner",
        "text",
        r"(建设|项目|业主|投资|实施|承建|承办|引进|申报|用地|签约|落户|入驻|建设运营|运营)(业主)?(单位|主体|企业|公司|业主)|项目法人|项目方|业主方|^业主$|投资(方|商|者|人)|^企业(名称|全称)?$|(企业|公司|单位|业主|法人单位)(名称|全称)|法人单位|^(项目)?业主",
        never=r"施工|监理|设计|勘察|代建|总包|责任|主管|性质|联系|类型|数|意见|规模|需求|电话|负责人|法人代表|法定代表",
    ),
    Field(
        "dept",
        "text",
        r"(责任|主管|牵头|包保|包联|包扶|包抓|服务|推进|督导|主责|管理|行业|归口|落实|配套|对接|行业主管|监管|包靠)(主管)?(单位|部门|局|科室)|行业(主管|部门)|主管(部门|局)|^部门$",
        never=r"电话|人$|施工|配合|协办|领导",
    ),
    Field(
        "leader", "name", _LEADER, never=r"单位|部门|职务|批示|小组|电话$|手机$|意见|联系电话$|秘书|层级|级别"
    ),
    Field("secretary", "name", _SECRETARY, never=r"单位|部门|职务|企业负责人$^|电话$|手机$|联系方式$|法定代表"),
    Field("phone", "phone", r"电话|手机|联系方式|联系号码|联络方式|通讯方式"),
    Field(
        "place",
        "text",
        r"(建设|项目|实施|工程|所在|落地|具体|坐落|企业|厂区|选址)(地点|地址|位置|所在地|地域|区域|地区|地$)|^(属地|地点|地址|位置|选址|坐落|坐落位置|区域|所属区域)$|属地|所[在属](乡镇|镇|街道|园区|地|区域|县|辖区|片区|村|乡)|落户(乡镇|地|园区|位置|地点)|^(乡镇|镇街|街道|园区|镇|乡|镇\(街道\)|乡镇\(街道\)|乡\(镇\)|属地乡镇)$|乡镇(街道|园区)?$|归属地",
        never=r"单位|领导|责任|电话|负责人|注册|用地|施工|开工|竣工|意见",
    ),
    Field(
        "years",
        "years",
        r"建设(起止)?(年限|周期|期限|年份|工期|年度|期$|时段)|起止(年限|年份|年度|时间|年月|日期)?$|^(项目)?(建设期|工期|年限|建设时间|起止时间|建设起止时间|实施期|实施年限)$|总工期|计划工期",
        never=r"投资|目标|任务|内容|开工|竣工",
    ),
    Field(
        "total_yuan",
        "amount",
        r"(计划|项目|概算|估算|预算|预计|工程|拟|固定资产|协议|签约|建设|批复|备案|动态)?总?投资(额|总额|规模|总规模|总量|概算|估算|金额|合计)$|总投资|总概算|投资规模|概算投资|^投资(额|总额)?$|投资总额|计划投资总额",
        never=r"完成|到位|支付|累计|年初|剩余|率|占比|比例|来源|外资|单位|主体|方$|密度|强度|当年|本年|今年|年度|\d{4}年|\d月|其中|月$|下达|争取",
    ),
    Field("months", "months", r"$^"),
    Field("plan_yuan", "plan", r"$^"),
    Field(
        "start",
        "date",
        rf"(开工|开\(复\)工|开复工|动工|始建|启动|建设开始|开始).{{0,4}}({_DAY})|(计划|预计|拟|实际)(开工|开\(复\)工|开复工|动工)|^(开工|开\(复\)工|开复工|动工|开始)$",
        never=rf"{_NOT_A_DATE}|投产|手续|许可|投资|意见|前期|面积|设计|招标|会议",
    ),
    Field(
        "finish",
        "date",
        rf"(竣工|完工|建成|建设完成|完成建设|交付|完成).{{0,6}}({_DAY})|(计划|预计|拟|实际)(竣工|完工|建成)|^(竣工|完工|建成|结束)$|竣工验收时间",
        never=rf"{_NOT_A_DATE}|投资|手续|办结|许可|面积|目标|任务|措施|整改|解决|签约|办理",
    ),
    Field("producing", "date", rf"(投产|达产|投用|投入使用|投运|运营|见效).{{0,4}}({_DAY})|(计划|预计|拟)(投产|达产|投用)|^投产$", never=rf"{_NOT_A_DATE}|产值|税"),
    Field("signed", "date", rf"签约.{{0,3}}({_DAY})", never=_NOT_A_DATE),
    Field(
        "progress",
        "text",
        r"形象(进度|进展)|(工程|项目|建设|施工|目前|当前|最新|推进|工作|现场|总体|具体|本周|本月|本旬|近期|月度|手续外)*(进度|进展|推进|工作进展)(情况|描述|说明|状况)?|建设现状|推进情况|完成情况|实施情况|建设情况|项目现状",
        never=r"计划|下步|下一步|目标|率|比例|投资|百分比|\(%\)|%|手续|安排|要求|前期|存在|招商|上周|上月|滞后",
    ),
    Field(
        "problem",
        "text",
        r"问题|困难|制约(因素|瓶颈)?|堵点|难点|卡点|需.{0,6}(协调|解决|帮助|支持)|诉求|滞后原因|未开工原因",
        never=r"措施|时限|责任|整改|解决(情况|方案|措施)|办法|建议|数|编号|类别|分类|类型|台账|牵头|情况反馈|进展",
    ),
    Field("measure", "text", r"(解决|整改|推进|工作|下步|应对|下一步).{0,6}(措施|办法|方案|建议|对策|举措)|^措施$"),
    Field("next_step", "text", r"下一?步|下阶段|下周|下月|下旬|工作(计划|安排|打算)|近期(计划|安排)|节点计划|推进计划"),
    Field(
        "name",
        "text",
        r"(项目|工程|任务)(名称|名|全称)|^(项目|工程|重点项目|重点工程|建设项目|招商项目|签约项目|名称|项目简称)$|建设项目名称",
        never=r"单位|企业|公司|总数|个数|类型|所属|电话",
    ),
    Field("content", "text", r"建设(内容|规模)|主要(建设)?内容|规模及内容|项目(内容|简介|概况|基本情况|介绍|规模)|内容(及|和|与)规模|产品方案|工程内容|^内容$"),
    Field("funding", "other", r"资金来源|资金渠道|投资来源|资金筹措"),
    Field("land_mu", "number", r"(占地|用地|土地|征地|供地|规划用地)(面积|规模|需求)?"),
    Field("floor_area_sqm", "number", r"建筑面积|建设面积|厂房面积"),
    Field("jobs", "number", r"(带动|吸纳|新增|解决|创造|安置).{0,3}(就业|用工)|就业人数|就业岗位"),
    Field("output_yuan", "amount", r"(达产|年|预计|投产).{0,4}(产值|营业收入|销售收入|营收)"),
    Field("tax_yuan", "amount", r"(达产|年|预计|投产).{0,4}(税收|纳税|税金|利税)"),
)  # fmt: skip

# Fields whose name the contract keeps for unknown columns as well: they go to `other` under their own heading.
TO_OTHER = frozenset({"funding"})
GROUPED = {
    # A bare lower heading, under a heading that names somebody.
    "name": re.compile(r"^(姓名|名字|人员|领导|责任人|人名|联系人)$"),
    "phone": re.compile(r"电话|手机|联系方式"),
    "unit": re.compile(r"^(单位|部门|所在单位|单位名称|名称)$"),
}
BY_GROUP = {"leader": re.compile(_LEADER), "secretary": re.compile(_SECRETARY)}

TOTAL_PLAN = re.compile(
    r"(年度|本年度?|当年|今年|全年|(\d{4})年度?).{0,4}(计划|目标|拟|预计|任务|安排)(完成)?(固定资产)?(总)?(投资|任务|目标|安排)?(额|计划|目标|任务)?|(年度|本年|当年|今年|(\d{4})年度?).{0,3}投资(计划|目标|任务|额)?$"
)
DONE = re.compile(r"完成|累计|支出|入统")
SINCE_START = re.compile(
    r"开工以来|建设以来|自开工|项目累计|总累计|历年|建设至今|开工至今|总体累计|以前年度|往年|上年(底|末)|去年"
)

PERMITS: dict[str, str] = {
    # Full words first; what is left is matched by the patterns below.
    **dict.fromkeys(["√", "✓", "✔", "☑", "✅", "是", "有", "已办", "已", "完成", "办结", "齐全", "完备", "全", "具备", "Y", "y", "V", "v", "已具备", "办完", "办毕", "已办妥", "1"], "done"),
    **dict.fromkeys(["×", "✗", "✘", "☒", "╳", "X", "x", "否", "无", "没", "没有", "未", "N", "n", "缺", "欠缺", "待办", "0", "空白"], "not_started"),
    **dict.fromkeys(["/", "／", "\\", "不涉及", "无需", "豁免", "免办", "不适用", "N/A", "n/a", "NA", "na", "不用", "免", "免批", "—", "-", "－—", "——", "∕"], "not_applicable"),
    **dict.fromkeys(["○", "△", "◎", "〇", "o", "O", "▲", "在办", "正办", "办理", "办理中"], "in_progress"),
}  # fmt: skip
PERMIT_PATTERNS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (state, re.compile(pattern))
    for state, pattern in (
        ("not_applicable", r"不涉及|(无|不|勿)(需|须|用|必)|不需要|豁免|免于?办|不适用|免环评|登记表豁免|不在.{0,4}范围|无此项"),
        ("not_started", r"^[×✗✘xX]|尚?未(办|启动|开展|开始|取得|申报|申请|批|完成|报|受理|做|落实|立项|编制|核发|审批|通过|提交|供|摘|批复)|还没|没有?(办|批|申报|取得)|^尚未|^暂未|^待(办|启动|申报|申请|编制|开展|批|定)|^未.{0,6}$|不具备|计划办理|拟办"),
        ("in_progress", r"中$|(办理|审批|申报|编制|报批|评审|公示|审查|审核|受理|推进|补正|准备|完善|修改|挂牌|组卷|招标|设计|调整|征求意见|论证|核发)(中|阶段|过程)|正在?|在办|在编|在审|预计|预期|力争|计划.{0,8}(完成|办结|取得)|底?前(办结|完成|取得)|已(受理|申报|上报|报|提交|报送|报批|申请|启动|组卷|公示|挂牌|进入|开展|委托)|待(批|审|批复|审批|发证|核发|出证)|部分|阶段|进行|正报|流程|编制|报批|评审"),
        ("done", r"^[√✓✔☑]|已(办|取得|批|备案|完成|获|核|领|发|出具|具备|通过|审批|立项|落实|签订|摘牌|供|取|下达|登记|交付|有|拿到|经)|完成|办(结|妥|毕|完)|办理(完毕|完成|结束)|批复|取得|获批|齐全|〔\d{4}〕|\[\d{4}\]|［\d{4}］|\(\d{4}\)|第?[\w\-]{3,}号|字第|备案(号|证)|\d{6,}"),
    )
)  # fmt: skip
NATURES: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("carried_over", re.compile(r"续建|结转|跨年|在建|转结|接续|上年")),
    ("new", re.compile(r"新建|新开工|新开|当年开工|拟开工|计划开工|新入库|新增|新上|^新$")),
)
NOTHING = frozenset({"", "无", "/", "／", "—", "-", "——", "－", "－－", "--", "暂无", "没有", "无。", "无问题", "暂无问题", "\\", "∕", "N/A"})  # fmt: skip
