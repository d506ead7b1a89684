# language: zh-CN
功能: 开办旅馆一件事的每一种情形，和每个事项不予、延期、告知承诺之后怎样

  背景:
    假如 现在是"2026-03-02 09:30"
    而且 已载入套餐"open-hotel"

  场景大纲: 类型、面积、餐饮和招牌的每一种回答，各办哪些事项
    当 申请人"p-1"提交申请，情形和表单如下:
      | 字段                 | 值                 |
      | kind                 | <类型>             |
      | area                 | <面积>             |
      | food                 | <餐饮>             |
      | signboard            | <招牌>             |
      | operator             | 张三               |
      | operator_id          | 110101199001010015 |
      | hotel_name           | 滨江旅馆           |
      | rooms                | 40                 |
      | security_officer     | 李四               |
      | security_phone       | 13800000000        |
      | own_air_conditioning | 否                 |
      | signboard_size       | 2米×1米            |
    而且 牵头部门受理
    那么 要办的事项为"<要办>"

    例子:
      | 类型 | 面积 | 餐饮 | 招牌 | 要办                                                                                |
      | 旅馆 | 1    | 是   | 是   | business-licence、fire-check、special-trade、hygiene-permit、food-permit、signboard |
      | 旅馆 | 1    | 是   | 否   | business-licence、fire-check、special-trade、hygiene-permit、food-permit            |
      | 旅馆 | 1    | 否   | 是   | business-licence、fire-check、special-trade、hygiene-permit、signboard              |
      | 旅馆 | 1    | 否   | 否   | business-licence、fire-check、special-trade、hygiene-permit                         |
      | 民宿 | 301  | 是   | 是   | business-licence、fire-check、special-trade、hygiene-permit、food-permit、signboard |
      | 民宿 | 301  | 是   | 否   | business-licence、fire-check、special-trade、hygiene-permit、food-permit            |
      | 民宿 | 301  | 否   | 是   | business-licence、fire-check、special-trade、hygiene-permit、signboard              |
      | 民宿 | 301  | 否   | 否   | business-licence、fire-check、special-trade、hygiene-permit                         |
      | 民宿 | 51   | 是   | 是   | business-licence、fire-check、special-trade、food-permit、signboard                 |
      | 民宿 | 51   | 是   | 否   | business-licence、fire-check、special-trade、food-permit                            |
      | 民宿 | 51   | 否   | 是   | business-licence、fire-check、special-trade、signboard                              |
      | 民宿 | 51   | 否   | 否   | business-licence、fire-check、special-trade                                         |
      | 民宿 | 50   | 是   | 是   | business-licence、special-trade、food-permit、signboard                             |
      | 民宿 | 50   | 是   | 否   | business-licence、special-trade、food-permit                                        |
      | 民宿 | 50   | 否   | 是   | business-licence、special-trade、signboard                                          |
      | 民宿 | 50   | 否   | 否   | business-licence、special-trade                                                     |

  规则: 一个部门不予，不否决别的部门

    背景:
      当 申请人"p-1"提交申请，情形和表单如下:
        | 字段                 | 值                 |
        | kind                 | 旅馆               |
        | area                 | 400                |
        | food                 | 是                 |
        | signboard            | 是                 |
        | operator             | 张三               |
        | operator_id          | 110101199001010015 |
        | hotel_name           | 滨江旅馆           |
        | rooms                | 40                 |
        | security_officer     | 李四               |
        | security_phone       | 13800000000        |
        | own_air_conditioning | 否                 |
        | signboard_size       | 2米×1米            |
      而且 牵头部门受理
      而且 "business-licence"开始办理
      而且 "business-licence"准予
      而且 "fire-check"开始办理
      而且 "fire-check"准予

    场景大纲: <名称>不予，其余照办，结果为部分准予
      当 "<不予>"开始办理
      而且 "<不予>"不予许可，理由"<理由>"
      而且 "<其余一>"开始办理
      而且 "<其余一>"准予
      而且 "<其余二>"开始办理
      而且 "<其余二>"准予
      而且 "<其余三>"开始办理
      而且 "<其余三>"准予
      而且 牵头部门办结
      那么 "<不予>"状态为"不予"
      而且 办件结果为"部分准予"

      例子:
        | 名称         | 不予           | 理由             | 其余一         | 其余二         | 其余三      |
        | 特种行业许可 | special-trade  | 治安负责人不在岗 | hygiene-permit | food-permit    | signboard   |
        | 卫生许可     | hygiene-permit | 布草间不符合要求 | special-trade  | food-permit    | signboard   |
        | 食品经营许可 | food-permit    | 操作间布局不合理 | special-trade  | hygiene-permit | signboard   |
        | 户外招牌     | signboard      | 遮挡交通标志     | special-trade  | hygiene-permit | food-permit |

    场景大纲: <名称>情况复杂的，由部门负责人延期一次，不能再延
      当 "<事项>"开始办理
      那么 "<事项>"的办结期限为"<原期限>"
      当 "<事项>"延期"5 工作日"，理由"情况复杂"
      那么 "<事项>"的办结期限为"<新期限>"
      当 "<事项>"延期"1 工作日"，理由"仍未查清"
      那么 操作被拒绝，提示包含"延期"

      例子:
        | 名称         | 事项           | 原期限     | 新期限     |
        | 特种行业许可 | special-trade  | 2026-03-16 | 2026-03-23 |
        | 卫生许可     | hygiene-permit | 2026-03-11 | 2026-03-18 |
        | 食品经营许可 | food-permit    | 2026-03-16 | 2026-03-23 |

  规则: 消防安全检查可以告知承诺，办结后六十个工作日内核查（消防法第十五条）

    背景:
      当 申请人"p-1"提交申请，情形和表单如下:
        | 字段                 | 值                 |
        | kind                 | 民宿               |
        | area                 | 51                 |
        | food                 | 否                 |
        | signboard            | 否                 |
        | operator             | 张三               |
        | operator_id          | 110101199001010015 |
        | hotel_name           | 滨江旅馆           |
        | rooms                | 40                 |
        | security_officer     | 李四               |
        | security_phone       | 13800000000        |
        | own_air_conditioning | 否                 |
        | fire_by_commitment   | 是                 |
      而且 牵头部门受理
      而且 "business-licence"开始办理
      而且 "business-licence"准予
      而且 "fire-check"开始办理
      而且 "fire-check"以告知承诺准予
      而且 "special-trade"开始办理
      而且 "special-trade"准予
      而且 牵头部门办结

    场景: 核查属实的，准予不变
      那么 办件结果为"全部准予"
      而且 "fire-check"的核查期限为"2026-05-28"
      当 时间来到"2026-03-20 10:00"
      而且 "fire-check"承诺核查通过，情况"与承诺一致"
      那么 办件提醒不包含"待核查"

    场景: 核查不实的，撤销准予，记入审计
      当 时间来到"2026-03-20 10:00"
      而且 "fire-check"承诺核查不通过，理由"疏散通道被占用"
      那么 办件提醒包含"撤销"
      而且 审计链完整
