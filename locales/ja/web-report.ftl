# Words of the pages of report that are composed in code.

report-approved = 報告を承認しました。
report-changed = 見ていた間に内容が変わったため、承認していません。いまの内容を確かめてから、もう一度承認してください。
