# Words of the pages of accounts that are composed in code.

accounts-refused = 利用者IDかパスワードが違います。大文字と小文字、入力の切り替えを確かめて、もう一度入力してください。
accounts-wrong-code = 数字か回復コードが違います。数字は30秒ごとに変わり、同じ数字は一度しか使えません。いまの数字を入力してください。
accounts-locked = 間違いが続いたので、しばらく受け付けません。{ $minutes }分ほど待って（{ $until }まで）、もう一度試してください。
accounts-signed-out = サインアウトしました。
