"""Who may come in and how: passwords, second factor, single sign-on, lockout, sessions."""

from datetime import timedelta

from .environment import env

AUTH_USER_MODEL = "accounts.User"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
    {"NAME": "accounts.passwords.ComplexityValidator"},
]
# "bssn" (Peraturan BSSN 4/2021 Pasal 27): four kinds of characters, renewed; "asvs" (OWASP ASVS 5.0 6.2): neither.
PASSWORD_POLICY = env("PASSWORD_POLICY", default="bssn")
PASSWORD_DAYS = env.int("PASSWORD_DAYS", default=180)
LOGIN_URL = WAGTAILADMIN_LOGIN_URL = WAGTAIL_FRONTEND_LOGIN_URL = "account_login"
WAGTAILADMIN_USER_PASSWORD_RESET_FORM = "accounts.password_reset.QueuedResetForm"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
# After five wrong passwords, from wherever they come, an account rests for a quarter of an hour; others don't, and a
# browser its owner logged in from before has five of its own.
AXES_FAILURE_LIMIT = 5
AXES_LOCKOUT_PARAMETERS = ["username"]
AXES_USERNAME_CALLABLE = "accounts.known_browsers.counted_as"
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_CALLABLE = "site_kpu.errors.locked_out"
AXES_DISABLE_ACCESS_LOG = True  # accounts/security_log.py tells it
AXES_VERBOSE = False
# It asks to count by address too; an office has one address, so five slips of one person would shut out everyone.
SILENCED_SYSTEM_CHECKS = ["axes.W006"]

# allauth shows the login and keeps the second factors; wrong passwords and codes are counted by axes alone.
ACCOUNT_ADAPTER = "accounts.adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_EMAIL_VERIFICATION = "none"  # the office's admin vouches for an account, not a mailbox
ACCOUNT_RATE_LIMITS = False
ACCOUNT_SESSION_REMEMBER = True
MFA_ADAPTER = "accounts.adapters.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_TOTP_ISSUER = "SOP KPU"
MFA_TOTP_TOLERANCE = 1  # half a minute that a phone's clock may be off
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_FORMS = {
    "authenticate": "accounts.forms.LoginCodeForm",
    "reauthenticate": "accounts.forms.ConfirmCodeForm",
    "authenticate_webauthn": "accounts.forms.KeyAtLoginForm",
    "reauthenticate_webauthn": "accounts.forms.KeyOnceMoreForm",
    "add_webauthn": "accounts.forms.AddKeyForm",
    "edit_webauthn": "accounts.forms.RenameKeyForm",
}
# Whoever works in the admin shows a second factor; only the demonstration and the test suite do without.
SECOND_FACTOR_REQUIRED = env.bool("SECOND_FACTOR_REQUIRED", default=True)

# Single sign-on with the institution's own OpenID Connect provider, which says whose mailbox is whose.
OIDC_URL = env("OIDC_URL", default="")
SOCIALACCOUNT_ADAPTER = "accounts.adapters.ProviderAdapter"
SOCIALACCOUNT_ONLY = False
SOCIALACCOUNT_PROVIDERS = {
    "openid_connect": {
        "OAUTH_PKCE_ENABLED": True,
        "APPS": [
            {
                "provider_id": "lembaga",
                "name": env("OIDC_NAME", default="akun lembaga"),
                "client_id": env("OIDC_CLIENT_ID", default=""),
                "secret": env("OIDC_CLIENT_SECRET", default=""),
                "settings": {"server_url": OIDC_URL},
            }
        ]
        if OIDC_URL
        else [],
    }
}

SESSION_IDLE_SECONDS = env.int("SESSION_IDLE_SECONDS", default=15 * 60)
SESSION_COOKIE_AGE = env.int("SESSION_SECONDS", default=12 * 60 * 60)
