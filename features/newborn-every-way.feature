# language: zh-CN
功能: 新生儿出生一件事的每一种情形，和每个事项不予之后怎样

  背景:
    假如 现在是"2026-03-02 09:30"
    而且 已载入套餐"newborn"

  场景大纲: 四个问题的每一种回答，各办哪些事项
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
    那么 要办的事项为"<要办>"

    例子:
      | 已登记 | 社保卡 | 医保 | 生育保险 | 要办                                                                                                                       |
      | 是     | 是     | 是   | 是       | birth-certificate、household-entry、vaccination-card、social-card、medical-insurance、maternity-refund                     |
      | 是     | 是     | 是   | 否       | birth-certificate、household-entry、vaccination-card、social-card、medical-insurance                                       |
      | 是     | 是     | 否   | 是       | birth-certificate、household-entry、vaccination-card、social-card、maternity-refund                                        |
      | 是     | 是     | 否   | 否       | birth-certificate、household-entry、vaccination-card、social-card                                                          |
      | 是     | 否     | 是   | 是       | birth-certificate、household-entry、vaccination-card、medical-insurance、maternity-refund                                  |
      | 是     | 否     | 是   | 否       | birth-certificate、household-entry、vaccination-card、medical-insurance                                                    |
      | 是     | 否     | 否   | 是       | birth-certificate、household-entry、vaccination-card、maternity-refund                                                     |
      | 是     | 否     | 否   | 否       | birth-certificate、household-entry、vaccination-card                                                                       |
      | 否     | 是     | 是   | 是       | birth-certificate、household-entry、birth-registration、vaccination-card、social-card、medical-insurance、maternity-refund |
      | 否     | 是     | 是   | 否       | birth-certificate、household-entry、birth-registration、vaccination-card、social-card、medical-insurance                   |
      | 否     | 是     | 否   | 是       | birth-certificate、household-entry、birth-registration、vaccination-card、social-card、maternity-refund                    |
      | 否     | 是     | 否   | 否       | birth-certificate、household-entry、birth-registration、vaccination-card、social-card                                      |
      | 否     | 否     | 是   | 是       | birth-certificate、household-entry、birth-registration、vaccination-card、medical-insurance、maternity-refund              |
      | 否     | 否     | 是   | 否       | birth-certificate、household-entry、birth-registration、vaccination-card、medical-insurance                                |
      | 否     | 否     | 否   | 是       | birth-certificate、household-entry、birth-registration、vaccination-card、maternity-refund                                 |
      | 否     | 否     | 否   | 否       | birth-certificate、household-entry、birth-registration、vaccination-card                                                   |

  规则: 前置不予的，靠它的终止；不予只影响靠它的事项

    场景: 出生医学证明不予，户口、接种证、社保卡、医保和报销全部终止，生育登记照办
      当 申请人"p-1"提交申请，情形和表单如下:
        | 字段                | 值                   |
        | father_named        | 否                   |
        | registered          | 否                   |
        | social_card         | 是                   |
        | medical_insurance | 是                   |
        | maternity_insured | 是                   |
        | child_name          | 李小满               |
        | child_sex           | 男                   |
        | birth_date          | 2026-02-26           |
        | mother              | 李四                 |
        | mother_id           | 110101199002020020 |
        | contact_phone     | 13800000000          |
        | bank_account        | 6200000000000000   |
      而且 牵头部门受理
      而且 "birth-certificate"开始办理
      而且 "birth-certificate"不予许可，理由"没有助产机构的分娩记录"
      那么 分发的事项为:
        | 事项               | 状态 |
        | birth-certificate  | 不予 |
        | household-entry    | 终止 |
        | birth-registration | 待办 |
        | vaccination-card   | 终止 |
        | social-card        | 终止 |
        | medical-insurance  | 终止 |
        | maternity-refund   | 终止 |
      当 "birth-registration"开始办理
      而且 "birth-registration"准予
      那么 办件状态为"待出件"
      当 牵头部门办结
      那么 办件结果为"部分准予"

    场景大纲: <名称>不予，其余照办，结果为部分准予
      当 申请人"p-1"提交申请，情形和表单如下:
        | 字段                | 值                   |
        | father_named        | 否                   |
        | registered          | 否                   |
        | social_card         | 是                   |
        | medical_insurance | 是                   |
        | maternity_insured | 是                   |
        | child_name          | 李小满               |
        | child_sex           | 男                   |
        | birth_date          | 2026-02-26           |
        | mother              | 李四                 |
        | mother_id           | 110101199002020020 |
        | contact_phone     | 13800000000          |
        | bank_account        | 6200000000000000   |
      而且 牵头部门受理
      而且 "birth-certificate"开始办理
      而且 "birth-certificate"准予
      而且 "household-entry"开始办理
      而且 "household-entry"准予
      而且 "<不予>"开始办理
      而且 "<不予>"不予许可，理由如下:
        """
        <理由>。
        申请人可以依法申请行政复议或者提起行政诉讼。
        """
      而且 "<其余一>"开始办理
      而且 "<其余一>"准予
      而且 "<其余二>"开始办理
      而且 "<其余二>"准予
      而且 "<其余三>"开始办理
      而且 "<其余三>"准予
      而且 "<其余四>"开始办理
      而且 "<其余四>"准予
      那么 "<不予>"状态为"不予"
      而且 办件状态为"待出件"
      当 牵头部门办结
      那么 办件结果为"部分准予"

      例子:
        | 名称             | 不予               | 理由               | 其余一             | 其余二           | 其余三            | 其余四            |
        | 生育登记         | birth-registration | 生育信息与登记不符 | vaccination-card   | social-card      | medical-insurance | maternity-refund  |
        | 预防接种证       | vaccination-card   | 出生信息有误       | birth-registration | social-card      | medical-insurance | maternity-refund  |
        | 社会保障卡       | social-card        | 已持有社会保障卡   | birth-registration | vaccination-card | medical-insurance | maternity-refund  |
        | 医保参保         | medical-insurance  | 已在外地参保       | birth-registration | vaccination-card | social-card       | maternity-refund  |
        | 生育医疗费用报销 | maternity-refund   | 票据不在报销范围   | birth-registration | vaccination-card | social-card       | medical-insurance |
