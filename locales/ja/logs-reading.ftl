## ログのファイルを読めないとき(crates/logs の Unreadable::Other)
log-file-binary = 文字のファイルではありません
log-file-empty = 空のファイルです
log-file-euc-jp = 文字コードがEUC-JPです。Shift_JIS(CP932)かUTF-8で書き出すか、変換してから取り込んでください
log-file-evtx = Windowsイベントログ(.evtx)です
log-file-fhir-xml = FHIRのXML形式です。JSON形式で書き出してください
log-file-gzip = gzipで圧縮されています。展開してから取り込んでください
log-file-iso-2022-jp = 文字コードがISO-2022-JP(JIS)です。Shift_JIS(CP932)かUTF-8で書き出すか、変換してから取り込んでください
log-file-journal-binary = systemdジャーナルの元のファイルです。「journalctl -o export」で書き出してください
log-file-no-evtx = Windowsイベントログ(.evtx)ではありません
log-file-no-fhir = FHIRのJSONではありません
log-file-no-journal = 「journalctl -o json」「journalctl -o export」の出力ではありません
log-file-office = Excelのファイルです。CSVで保存し直してください
log-file-pdf = PDFです
log-file-zip = ZIPで圧縮されたファイル(または.xlsx)です。展開するか、CSVで保存し直してください

## 保管したが、意味を読み取れなかった行(Notice::Unread)
log-unread-audit = Linux監査ログの形ではありません
log-unread-audit-xml = 監査メッセージのXMLを読み取れません
log-unread-columns = どの列が何か分かりません
log-unread-journal = systemdジャーナルの項目ではありません
log-unread-json = JSONとして読み取れません
log-unread-resource = FHIRのAuditEventではありません
log-unread-time = 日時を読み取れないので、受け取った日時で記録しました
