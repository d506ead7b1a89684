"""Examples of materials, limits and versions."""

from __future__ import annotations

from typing import Final

from yishi_engine.publish.check_examples.example import BASE, BUNDLE, Example

_PREMISES: Final = "  - {id: premises, name: 经营场所使用证明}"
_PLAN: Final = "  - {id: floor_plan, name: 平面布置图, necessity: deferrable, defer: 3 工作日}"
_COPY: Final = "  - {id: licence_copy, name: 营业执照, source: result, of: business-licence}"
_NEEDED: Final = "    materials: [licence_copy, floor_plan, pest_plan]"
_TOTAL: Final = "  total: 10 工作日"
_SIGN: Final = "  - id: signboard-permit\n    name: 户外招牌设置\n    department: cgj\n    when: signboard\n"
_PROMISED: Final = "    committed_limit: 5 工作日"

EXAMPLES: Final = (
    Example(
        code="material.unknown",
        why="事项要的材料，清单里没有。",
        bad="    materials: [licence_copy, floorplan2, floor_plan, pest_plan]",
        good=_NEEDED,
    ),
    Example(
        code="material.unused",
        why="没有事项需要的材料不得收取。",
        bad="    materials: [licence_copy, floor_plan]",
        good=_NEEDED,
        at=(BUNDLE, 32),
    ),
    Example(
        code="material.catch_all",
        why="“其他材料”让申请人不知要带什么，也让窗口可以随意加码；办理条件不得含兜底条款。",
        bad="  - {id: premises, name: 法律法规规定的其他材料}",
        good=_PREMISES,
    ),
    Example(
        code="material.same_name",
        why="一套材料里每种只收一次，各事项共用。",
        bad="  - {id: pest_plan, name: 平面布置图, when: area > 100}",
        good="  - {id: pest_plan, name: 防鼠防虫方案, when: area > 100}",
    ),
    Example(
        code="material.of_missing",
        why="来源是本件事的结果，就要写明出自哪个事项。",
        bad="  - {id: licence_copy, name: 营业执照, source: result}",
        good=_COPY,
    ),
    Example(
        code="material.of_unexpected",
        why="of 只用于 source: result。",
        bad="  - {id: licence_copy, name: 营业执照, source: shared, of: business-licence}",
        good=_COPY,
    ),
    Example(
        code="material.of_unknown",
        why="of 写本套餐里事项的 id。",
        bad="  - {id: licence_copy, name: 营业执照, source: result, of: licence}",
        good=_COPY,
    ),
    Example(
        code="material.of_without_result",
        why="那个事项没有写 result，产生不了这份材料。",
        bad="    materials: [premises]\n",
        good="    materials: [premises]\n    result: {id: business_licence, name: 营业执照}\n",
        at=(BUNDLE, 33),
    ),
    Example(
        code="material.result_too_late",
        why="事项要用另一个事项的结果，就得以它为前置，否则到手之前就要用。",
        bad="    exempt_note: 便利店不办此项\n    statutory_limit",
        good="    exempt_note: 便利店不办此项\n    depends_on: [{item: business-licence, gate: start}]\n"
        "    statutory_limit",
        at=(BUNDLE, 55),
    ),
    Example(
        code="material.issued_here",
        why="前面的事项刚发的证照，不得再让申请人交一次复印件。",
        bad="  - {id: licence_copy, name: 营业执照复印件}",
        good=_COPY,
    ),
    Example(
        code="defer.missing",
        why="容缺后补要说明多久补齐。",
        bad="  - {id: floor_plan, name: 平面布置图, necessity: deferrable}",
        good=_PLAN,
    ),
    Example(
        code="defer.unexpected",
        why="不可容缺的材料受理前就要交齐。",
        bad="  - {id: floor_plan, name: 平面布置图, defer: 3 工作日}",
        good=_PLAN,
    ),
    Example(
        code="defer.source",
        why="共享取得的材料和前面事项的结果，不由申请人补交。",
        bad="  - {id: floor_plan, name: 平面布置图, source: shared, necessity: deferrable, defer: 3 工作日}",
        good=_PLAN,
    ),
    Example(
        code="defer.too_long",
        why="整件事都该办完了，材料还没有到期。",
        bad="  - {id: floor_plan, name: 平面布置图, necessity: deferrable, defer: 20 工作日}",
        good=_PLAN,
    ),
    Example(
        code="limit.missing",
        why="没有时限的事项，既不会预警，也不知何时办结。",
        bad=f"{_SIGN}    fields".replace("permit\n", "permit  # ✗\n", 1),
        good=f"{_SIGN}    committed_limit: 3 工作日\n    fields",
    ),
    Example(
        code="limit.committed_over_statutory",
        why="承诺不得长于法定。",
        bad="    committed_limit: 30 工作日",
        good=_PROMISED,
    ),
    Example(
        code="extension.unit",
        why="延期加在时限上，单位须相同。",
        bad="    extension: 5 自然日",
        good="    extension: 5 工作日",
    ),
    Example(
        code="limits.acceptance_too_long",
        why="行政许可法第三十二条：五日内一次告知，逾期不告知的视为受理。",
        bad="  acceptance: 10 工作日",
        good="  acceptance: 5 工作日",
    ),
    Example(
        code="limits.correction_unused",
        why="没有补正期限，就没有逾期。",
        bad="  on_correction_expiry: lapse",
        good="  correction: 10 工作日\n  on_correction_expiry: lapse",
    ),
    Example(
        code="limit.warning_too_early",
        why="一受理就预警，预警就没有意义。",
        bad="    committed_limit: 3 工作日\n    warn_before: 3 工作日  # ✗",
        good="    committed_limit: 3 工作日",
    ),
    Example(
        code="procedure.basis",
        why="行政许可法第四十五条所列八种以外的程序，时间本来要计入，不计的须写明依据。",
        bad="    special_procedures: [现场核查]",
        good="    special_procedures: [检测, {name: 公示, basis: 本市并联审批规定}]",
        instead="    special_procedures: [检测]",
    ),
    Example(
        code="limits.total_too_short",
        why="每个事项都按时办结，整件事仍会超时。信息说出哪些回答、哪一串事项、超出几天；自然日、月和工作时"
        "按最多会占几个工作日换算，可暂停计时的事项可能每天都算。",
        bad="  total: 5 工作日",
        good=_TOTAL,
    ),
    Example(
        code="limits.total_in_calendar_days",
        why="计时暂停的只是工作日，自然日却照样过去，再长的总时限也可能不够。",
        bad="  total: 60 自然日",
        good=_TOTAL,
    ),
    Example(
        code="bundle.duplicate",
        why="同一个套餐的同一版只能有一个文件。",
        bad="version: 1",
        good="version: 1",
        beside={"open-shop-2.yaml": BASE},
        at=(BUNDLE, 2),
        shown="# open-shop-2.yaml 和 open-shop.yaml 里都写着\nid: open-shop\nversion: 1",
    ),
    Example(
        code="bundle.version_order",
        why="新版生效比旧版还早，旧版就从来用不上。",
        bad="version: 1",
        good="version: 1",
        beside={"open-shop-2.yaml": BASE.replace("version: 1", "version: 2").replace("2026-01-01", "2025-01-01")},
        at=("open-shop-2.yaml", 3),
        shown="# open-shop-2.yaml；第 1 版自 2026-01-01 起生效\nversion: 2\neffective_from: 2025-01-01",
    ),
    Example(
        code="version.not_raised",
        why="用 `--against` 与已发布的比较：内容改了，版本号就要加一，办理中的办件才能留在原来的版本上。",
        bad=_TOTAL,
        good=_TOTAL,
        published=("total: 10 工作日", "total: 12 工作日"),
        at=(BUNDLE, 2),
        shown="version: 1\nlimits:\n  total: 10 工作日   # 已发布的第 1 版写的是 12 工作日",
    ),
    Example(
        code="version.lowered",
        why="版本号降了，新办件就会用上旧的内容。",
        bad="version: 1",
        good="version: 1",
        published=("version: 1", "version: 2"),
        shown="version: 1   # 已发布到第 2 版",
    ),
    Example(
        code="version.removed",
        why="办理中的办件还在用它；数据库里留着一份，照样办理，但别人看不到它写的是什么。",
        bad="version: 2",
        good="version: 1",
        published=("version: 1", "version: 1"),
        shown="version: 2   # 已发布的第 1 版没有文件了",
    ),
)
