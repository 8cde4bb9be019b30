// Passkeys: the browser talks to the authenticator, the server decides.
"use strict";
