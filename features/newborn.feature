# language: zh-CN
功能: 新生儿出生一件事：一次申请，五个工作日内办好出生证、户口、社保卡和医保

  背景:
    假如 现在是"2026-03-02 09:30"
    而且 已载入套餐"newborn"

  场景: 全选的七个事项都办，五个工作日内办结
    当 申请人"p-1"提交申请，情形和表单如下:
      | 字段              | 值                 |
      | father_named      | 是                 |
      | registered        | 否                 |
      | social_card       | 是                 |
      | medical_insurance | 是                 |
      | maternity_insured | 是                 |
      | child_name        | 张小满             |
      | child_sex         | 女                 |
      | birth_date        | 2026-02-26         |
      | mother            | 李四               |
      | mother_id         | 110101199002020020 |
      | father            | 张三               |
      | father_id         | 110101199001010015 |
      | household         | 随母               |
      | contact_phone     | 13800000000        |
      | bank_account      | 6200000000000000   |
    而且 牵头部门受理
    那么 分发的事项为:
      | 事项               | 部门 | 状态     | 办结期限   |
      | birth-certificate  | wjw  | 待办     | 2026-03-03 |
      | household-entry    | gaj  | 等待前置 |            |
      | birth-registration | wjw  | 待办     | 2026-03-03 |
      | vaccination-card   | wjw  | 等待前置 |            |
      | social-card        | rsj  | 等待前置 |            |
      | medical-insurance  | ybj  | 待办     |            |
      | maternity-refund   | ybj  | 等待前置 |            |
    而且 办件的办结期限为"2026-03-09"

  场景: 都不选的，只办出生证、户口和预防接种证
    当 申请人"p-1"提交申请，情形和表单如下:
      | 字段              | 值                 |
      | father_named      | 否                 |
      | registered        | 是                 |
      | social_card       | 否                 |
      | medical_insurance | 否                 |
      | maternity_insured | 否                 |
      | child_name        | 李小满             |
      | child_sex         | 男                 |
      | birth_date        | 2026-02-26         |
      | mother            | 李四               |
      | mother_id         | 110101199002020020 |
      | contact_phone     | 13800000000        |
    而且 牵头部门受理
    那么 分发的事项为:
      | 事项             | 部门                 | 状态     | 办结期限   |
      | 出生医学证明签发 | 遂宁市卫生健康委员会 | 待办     | 2026-03-03 |
      | 出生户口登记     | 遂宁市公安局         | 等待前置 |            |
      | 预防接种证办理   | 遂宁市卫生健康委员会 | 等待前置 |            |

  场景大纲: 每个选办事项只随自己的问题增减
    当 申请人"p-1"提交申请，情形和表单如下:
      | 字段              | 值                 |
      | father_named      | 否                 |
      | registered        | <已登记>           |
      | social_card       | <社保卡>           |
      | medical_insurance | <医保>             |
      | maternity_insured | <生育保险>         |
      | child_name        | 李小满             |
      | child_sex         | 男                 |
      | birth_date        | 2026-02-26         |
      | mother            | 李四               |
      | mother_id         | 110101199002020020 |
      | contact_phone     | 13800000000        |
      | bank_account      | 6200000000000000   |
    而且 牵头部门受理
    那么 "<要办>"状态为"<状态>"
    当 "<不办一>"开始办理
    那么 操作被拒绝，提示包含"不需要办理"
    当 "<不办二>"开始办理
    那么 操作被拒绝，提示包含"不需要办理"
    当 "<不办三>"开始办理
    那么 操作被拒绝，提示包含"不需要办理"

    例子:
      | 已登记 | 社保卡 | 医保 | 生育保险 | 要办               | 状态     | 不办一             | 不办二            | 不办三            |
      | 否     | 否     | 否   | 否       | birth-registration | 待办     | social-card        | medical-insurance | maternity-refund  |
      | 是     | 是     | 否   | 否       | social-card        | 等待前置 | birth-registration | medical-insurance | maternity-refund  |
      | 是     | 否     | 是   | 否       | medical-insurance  | 待办     | birth-registration | social-card       | maternity-refund  |
      | 是     | 否     | 否   | 是       | maternity-refund   | 等待前置 | birth-registration | social-card       | medical-insurance |

  场景: 登记父亲信息的，须有父亲本人的授权和身份信息
    当 申请人"p-1"提交申请，缺少材料"father_consent"，情形和表单如下:
      | 字段              | 值                 |
      | father_named      | 是                 |
      | registered        | 是                 |
      | social_card       | 否                 |
      | medical_insurance | 否                 |
      | maternity_insured | 否                 |
      | child_name        | 张小满             |
      | child_sex         | 女                 |
      | birth_date        | 2026-02-26         |
      | mother            | 李四               |
      | mother_id         | 110101199002020020 |
      | father            | 张三               |
      | father_id         | 110101199001010015 |
      | household         | 随父               |
      | contact_phone     | 13800000000        |
    那么 操作被拒绝，提示包含"父亲授权同意书"
    当 申请人"p-1"提交申请，情形和表单如下:
      | 字段              | 值                 |
      | father_named      | 是                 |
      | registered        | 是                 |
      | social_card       | 否                 |
      | medical_insurance | 否                 |
      | maternity_insured | 否                 |
      | child_name        | 张小满             |
      | child_sex         | 女                 |
      | birth_date        | 2026-02-26         |
      | mother            | 李四               |
      | mother_id         | 110101199002020020 |
      | household         | 随父               |
      | contact_phone     | 13800000000        |
    那么 操作被拒绝，提示包含"父亲身份证号"

  场景: 出生证、户口、社保卡依次打开，前一件准予之日后一件起算，五个工作日内出件
    当 申请人"p-1"提交申请，情形和表单如下:
      | 字段              | 值                 |
      | father_named      | 否                 |
      | registered        | 是                 |
      | social_card       | 是                 |
      | medical_insurance | 是                 |
      | maternity_insured | 否                 |
      | child_name        | 李小满             |
      | child_sex         | 男                 |
      | birth_date        | 2026-02-26         |
      | mother            | 李四               |
      | mother_id         | 110101199002020020 |
      | contact_phone     | 13800000000        |
    而且 牵头部门受理
    而且 "birth-certificate"开始办理
    而且 "medical-insurance"开始办理
    而且 "medical-insurance"准予
    那么 操作被拒绝，提示包含"出生户口登记"
    当 时间来到"2026-03-03 16:00"
    而且 "birth-certificate"准予
    那么 分发的事项为:
      | 事项              | 状态     | 办结期限   |
      | birth-certificate | 准予     | 2026-03-03 |
      | household-entry   | 待办     | 2026-03-04 |
      | vaccination-card  | 待办     | 2026-03-04 |
      | social-card       | 等待前置 |            |
      | medical-insurance | 办理中   |            |
    当 时间来到"2026-03-04 16:00"
    而且 "vaccination-card"开始办理
    而且 "vaccination-card"准予
    而且 "household-entry"开始办理
    而且 "household-entry"准予
    那么 "social-card"的办结期限为"2026-03-06"
    而且 "medical-insurance"的办结期限为"2026-03-05"
    当 时间来到"2026-03-05 10:00"
    而且 "medical-insurance"准予
    而且 时间来到"2026-03-06 16:00"
    而且 "social-card"开始办理
    而且 "social-card"准予
    那么 办件状态为"待出件"
    当 时间来到"2026-03-09 16:00"
    而且 牵头部门办结
    那么 办件结果为"全部准予"
    而且 办件的办结期限为"2026-03-09"

  场景: 制卡时间不计入时限，事项和整件一同顺延
    当 申请人"p-1"提交申请，情形和表单如下:
      | 字段              | 值                 |
      | father_named      | 否                 |
      | registered        | 是                 |
      | social_card       | 是                 |
      | medical_insurance | 否                 |
      | maternity_insured | 否                 |
      | child_name        | 李小满             |
      | child_sex         | 男                 |
      | birth_date        | 2026-02-26         |
      | mother            | 李四               |
      | mother_id         | 110101199002020020 |
      | contact_phone     | 13800000000        |
    而且 牵头部门受理
    而且 "birth-certificate"开始办理
    而且 "birth-certificate"准予
    而且 "household-entry"开始办理
    而且 "household-entry"准予
    而且 "social-card"开始办理
    那么 "social-card"的办结期限为"2026-03-04"
    当 时间来到"2026-03-03 10:00"
    而且 "social-card"因"制卡"暂停计时，预计"3 工作日"
    那么 "social-card"计时已停止，剩余"2 工作日"
    当 时间来到"2026-03-06 10:00"
    而且 "social-card"恢复计时
    那么 "social-card"的办结期限为"2026-03-09"
    而且 办件的办结期限为"2026-03-12"

  场景: 逾期未受理的只提醒，不作视为受理
    当 申请人"p-1"提交申请，情形和表单如下:
      | 字段              | 值                 |
      | father_named      | 否                 |
      | registered        | 是                 |
      | social_card       | 否                 |
      | medical_insurance | 否                 |
      | maternity_insured | 否                 |
      | child_name        | 李小满             |
      | child_sex         | 男                 |
      | birth_date        | 2026-02-26         |
      | mother            | 李四               |
      | mother_id         | 110101199002020020 |
      | contact_phone     | 13800000000        |
    当 时间来到"2026-03-03 17:01"
    那么 办件状态为"已接件"
    而且 审计日志依次为:
      | 事件           |
      | case.submitted |
      | clock.warning  |
      | clock.yellow   |

  场景: 按小时预警：期满前四个工作时预警
    当 申请人"p-1"提交申请，情形和表单如下:
      | 字段              | 值                 |
      | father_named      | 否                 |
      | registered        | 是                 |
      | social_card       | 否                 |
      | medical_insurance | 否                 |
      | maternity_insured | 否                 |
      | child_name        | 李小满             |
      | child_sex         | 男                 |
      | birth_date        | 2026-02-26         |
      | mother            | 李四               |
      | mother_id         | 110101199002020020 |
      | contact_phone     | 13800000000        |
    而且 牵头部门受理
    当 时间来到"2026-03-03 12:59"
    那么 "birth-certificate"为"正常"
    当 时间来到"2026-03-03 13:00"
    那么 "birth-certificate"为"预警"
    当 时间来到"2026-03-03 17:01"
    那么 "birth-certificate"为"黄牌"

  场景: 医保可先审查，户口登记不予的，社保卡和医保终止，接种证照办
    当 申请人"p-1"提交申请，情形和表单如下:
      | 字段              | 值                 |
      | father_named      | 否                 |
      | registered        | 是                 |
      | social_card       | 是                 |
      | medical_insurance | 是                 |
      | maternity_insured | 否                 |
      | child_name        | 李小满             |
      | child_sex         | 男                 |
      | birth_date        | 2026-02-26         |
      | mother            | 李四               |
      | mother_id         | 110101199002020020 |
      | contact_phone     | 13800000000        |
    而且 牵头部门受理
    而且 "birth-certificate"开始办理
    而且 "birth-certificate"准予
    而且 "medical-insurance"开始办理
    而且 "household-entry"开始办理
    而且 "household-entry"不予许可，理由"落户地址不属实"
    那么 分发的事项为:
      | 事项              | 状态 |
      | birth-certificate | 准予 |
      | household-entry   | 不予 |
      | vaccination-card  | 待办 |
      | social-card       | 终止 |
      | medical-insurance | 终止 |

  场景: 医保、人社看不到用不着的个人信息（个人信息保护法第六条）
    当 申请人"p-1"提交申请，情形和表单如下:
      | 字段              | 值                 |
      | father_named      | 是                 |
      | registered        | 是                 |
      | social_card       | 是                 |
      | medical_insurance | 是                 |
      | maternity_insured | 否                 |
      | child_name        | 张小满             |
      | child_sex         | 女                 |
      | birth_date        | 2026-02-26         |
      | mother            | 李四               |
      | mother_id         | 110101199002020020 |
      | father            | 张三               |
      | father_id         | 110101199001010015 |
      | household         | 随母               |
      | contact_phone     | 13800000000        |
    那么 "ybj"看不到字段"father_id"
    而且 "ybj"看不到字段"contact_phone"
    而且 "rsj"看不到字段"mother_id"
    而且 "rsj"看不到字段"father"
    而且 "gaj"看不到字段"contact_phone"

  场景: 出生日期须真实可读
    当 申请人"p-1"提交申请，情形和表单如下:
      | 字段              | 值                 |
      | father_named      | 否                 |
      | registered        | 是                 |
      | social_card       | 否                 |
      | medical_insurance | 否                 |
      | maternity_insured | 否                 |
      | child_name        | 李小满             |
      | child_sex         | 男                 |
      | birth_date        | 2026-02-30         |
      | mother            | 李四               |
      | mother_id         | 110101199002020020 |
      | contact_phone     | 13800000000        |
    那么 操作被拒绝，提示包含"出生日期"

  场景: 生育医疗费用票据可容缺，补齐才能出件
    当 申请人"p-1"提交申请，缺少材料"medical_invoice"，情形和表单如下:
      | 字段              | 值                 |
      | father_named      | 否                 |
      | registered        | 是                 |
      | social_card       | 否                 |
      | medical_insurance | 否                 |
      | maternity_insured | 是                 |
      | child_name        | 李小满             |
      | child_sex         | 男                 |
      | birth_date        | 2026-02-26         |
      | mother            | 李四               |
      | mother_id         | 110101199002020020 |
      | contact_phone     | 13800000000        |
      | bank_account      | 6200000000000000   |
    而且 牵头部门受理
    而且 "birth-certificate"开始办理
    而且 "birth-certificate"准予
    那么 "maternity-refund"的办结期限为"2026-03-05"
    当 "household-entry"开始办理
    而且 "household-entry"准予
    而且 "vaccination-card"开始办理
    而且 "vaccination-card"准予
    而且 "maternity-refund"开始办理
    而且 "maternity-refund"准予
    而且 牵头部门办结
    那么 操作被拒绝，提示包含"生育医疗费用票据"
    当 申请人补交材料"medical_invoice"
    而且 牵头部门办结
    那么 办件结果为"全部准予"

  场景: 不报销生育医疗费用的，不收票据，也不问银行账号
    当 申请人"p-1"提交申请，情形和表单如下:
      | 字段              | 值                 |
      | father_named      | 否                 |
      | registered        | 是                 |
      | social_card       | 否                 |
      | medical_insurance | 否                 |
      | maternity_insured | 否                 |
      | child_name        | 李小满             |
      | child_sex         | 男                 |
      | birth_date        | 2026-02-26         |
      | mother            | 李四               |
      | mother_id         | 110101199002020020 |
      | contact_phone     | 13800000000        |
    而且 牵头部门受理
    那么 不缺少材料

  场景: 二十个工作日未补正的视为撤回
    当 申请人"p-1"提交申请，情形和表单如下:
      | 字段              | 值                 |
      | father_named      | 否                 |
      | registered        | 是                 |
      | social_card       | 否                 |
      | medical_insurance | 否                 |
      | maternity_insured | 否                 |
      | child_name        | 李小满             |
      | child_sex         | 男                 |
      | birth_date        | 2026-02-26         |
      | mother            | 李四               |
      | mother_id         | 110101199002020020 |
      | contact_phone     | 13800000000        |
    而且 "gaj"反馈材料问题"落户方户口簿信息待核对"
    而且 牵头部门一次告知补正
    那么 办件的办结期限为"2026-03-30"
    当 时间来到"2026-03-30 17:01"
    那么 办件状态为"视为撤回"
