"""The mail services that nodemailer knows by name: where their servers are.

From nodemailer 6.10.1 (lib/well-known/services.json), which every LoopBack 3 installs today.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from designer.connectors.base import JSON

_TABLE = """
smtp.1und1.de 465 secure authMethod=LOGIN: 1und1
smtp.aliyun.com 465 secure: aliyun aliyun.com
smtp.aol.com 587: aol aol.com
smtpauths.bluewin.ch 465: bluewin bluewin.ch
debugmail.io 25: debugmail
smtp.dynect.net 25: dynectemail dynect
smtp.ethereal.email 587: ethereal ethereal.email
smtp.fastmail.com 465 secure: fastmail fastmail.fm
smtp.forwardemail.net 465 secure: forwardemail fe forwardemail.net
smtp.feishu.cn 465 secure: feishumail feishu www.feishu.cn
mail.gandi.net 587: gandimail gandi
smtp.gmail.com 465 secure: gmail googlemail gmail.com googlemail.com
smtpout.secureserver.net 25: godaddy
smtp.asia.secureserver.net 25: godaddyasia
smtp.europe.secureserver.net 25: godaddyeurope
mail.hot.ee: hot.ee
smtp-mail.outlook.com 587: hotmail outlook outlook.com hotmail.com
smtp.mail.me.com 587: icloud me mac me.com mac.com
mail.infomaniak.com 587: infomaniak ik.me ikmail.com etik.com
mailcluster.loopia.se 465: loopia
smtp.mail.ee: mail.ee
smtp.mail.ru 465 secure: mail.ru
sandbox-smtp.mailcatch.app 2525: mailcatch.app
- 1025 ignoreTLS: maildev
smtp.mailgun.org 465 secure: mailgun
in.mailjet.com 587: mailjet
mailosaur.io 25: mailosaur
live.smtp.mailtrap.io 587: mailtrap
smtp.mandrillapp.com 587: mandrill
smtp.naver.com 587: naver
send.one.com 465 secure: one
smtp.openmailbox.org 465 secure: openmailbox omb openmailbox.org
smtp.office365.com 587 insecure: outlook365
smtp.ohmysmtp.com 587 insecure: ohmysmtp
smtp.postmarkapp.com 2525: postmark postmarkapp
smtp.protonmail.ch 587 requireTLS: proton protonmail proton.me protonmail.com protonmail.ch pm.me
smtp.mxhichina.com 465 secure: qiye.aliyun
smtp.qq.com 465 secure: qq qq.com
smtp.exmail.qq.com 465 secure: qqex qqenterprise exmail.qq.com
smtp.sendcloud.net 2525: sendcloud
smtp.sendgrid.net 587: sendgrid
smtp-relay.brevo.com 587: sendinblue brevo
smtp-pulse.com 465 secure: sendpulse
email-smtp.us-east-1.amazonaws.com 465 secure: ses ses-us-east-1
email-smtp.us-west-2.amazonaws.com 465 secure: ses-us-west-2
email-smtp.eu-west-1.amazonaws.com 465 secure: ses-eu-west-1
email-smtp.ap-south-1.amazonaws.com 465 secure: ses-ap-south-1
email-smtp.ap-northeast-1.amazonaws.com 465 secure: ses-ap-northeast-1
email-smtp.ap-northeast-2.amazonaws.com 465 secure: ses-ap-northeast-2
email-smtp.ap-northeast-3.amazonaws.com 465 secure: ses-ap-northeast-3
email-smtp.ap-southeast-1.amazonaws.com 465 secure: ses-ap-southeast-1
email-smtp.ap-southeast-2.amazonaws.com 465 secure: ses-ap-southeast-2
smtp.seznam.cz 465 secure: seznam seznamemail seznam.cz email.cz post.cz spoluzaci.cz
smtp.sparkpostmail.com 587 insecure: sparkpost sparkpostmail sparkpost.com
smtp.tipimail.com 587: tipimail
smtp.mail.yahoo.com 465 secure: yahoo yahoo.com
smtp.yandex.ru 465 secure: yandex yandex.ru
smtp.zoho.com 465 secure authMethod=LOGIN: zoho
smtp.126.com 465 secure: 126
smtp.163.com 465 secure: 163
"""
"""A line for each: host, port, what else it sets; then its names, with the domains of its users."""

_MEANINGS: Mapping[str, tuple[str, JSON]] = {
    "secure": ("secure", True),
    "insecure": ("secure", False),
    "ignoreTLS": ("ignoreTLS", True),
    "requireTLS": ("requireTLS", True),
    "authMethod=LOGIN": ("authMethod", "LOGIN"),
}


def options_of(service: str) -> dict[str, JSON] | None:
    """What a service, or the address of one of its users, sets of a transport; None for one that nobody knows."""
    name = re.sub(r"[^a-zA-Z0-9.-]", "", service.rpartition("@")[2]).lower()
    return _SERVICES.get(name)


def _read() -> dict[str, dict[str, JSON]]:
    services: dict[str, dict[str, JSON]] = {}
    for line in _TABLE.strip().splitlines():
        left, _, names = line.partition(": ")
        host, *rest = left.split()
        options: dict[str, JSON] = {} if host == "-" else {"host": host}
        for word in rest:
            name, value = _MEANINGS[word] if word in _MEANINGS else ("port", int(word))
            options[name] = value
        services |= dict.fromkeys(names.split(), options)
    return services


_SERVICES = _read()
