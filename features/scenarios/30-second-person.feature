# language: zh-CN
功能: 情景30 第二个人的同意还没有到：别的事项照办，同意书补来之前不能办结

  场景: 父亲的授权同意书后补
    假如 现在是"2026-03-02 09:30"
    而且 已载入套餐"newborn"
    当 申请人"p-1"提交申请，缺少材料"father_consent"，情形和表单如下:
      | 字段       | 值   |
      | child_name | 小满 |
    而且 牵头部门受理
    那么 缺少材料"father_consent"
    而且 材料"父亲授权同意书"的补齐期限为"2026-03-05"
    当 "birth-certificate"开始办理
    而且 "birth-certificate"准予
    那么 "household"状态为"待办"
    当 "household"开始办理
    而且 "household"准予
    而且 牵头部门办结
    那么 操作被拒绝，提示包含"父亲授权同意书"
    当 申请人补交材料"father_consent"
    而且 牵头部门办结
    那么 办件结果为"全部准予"
