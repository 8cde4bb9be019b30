# sonae: collects facts about this Windows PC and writes them into one file beside this script.
#
# Installs nothing, changes nothing, sends nothing. Runs built-in commands only and reads the registry, WMI classes, SIDs and
# INF keys: never text that Windows translates. Written for PowerShell 2.0 to 5.1. Collects no passwords and no hashes.
# The fields are described in docs/collect.md of sonae; what they mean is decided by sonae, not here.
param([string]$OutputFolder = '')

$ErrorActionPreference = 'Stop'
$missing = New-Object System.Collections.ArrayList

# --- small tools -----------------------------------------------------------------------------------------------------------

function Put($section, [string]$field, $value) {
    if ($null -ne $value -and -not ($value -is [string] -and $value -eq '')) { $section[$field] = $value }
}

function Try-Section([string]$name, [scriptblock]$block) {
    try { & $block } catch {
        $why = 'failed'
        if ($_.Exception -is [System.UnauthorizedAccessException] -or $_.Exception -is [System.Security.SecurityException]) { $why = 'needs-administrator' }
        elseif ($_.Exception) { $why = $_.Exception.GetType().Name }
        Miss $name $why
    }
}

function Miss([string]$what, [string]$why) {
    $entry = @{}
    Put $entry 'what' $what
    Put $entry 'why' $why
    [void]$missing.Add($entry)
}

function Reg([string]$path, [string]$name) {
    $key = Get-ItemProperty -LiteralPath $path -ErrorAction SilentlyContinue
    if ($null -eq $key) { return $null }
    $property = $key.PSObject.Properties[$name]
    if ($null -eq $property) { return $null }
    return $property.Value
}

function Number($value) {
    if ($null -eq $value) { return $null }
    $number = 0L
    if ([long]::TryParse([string]$value, [ref]$number)) { return $number }
    return $null
}

function Utc([DateTime]$time) { return $time.ToUniversalTime().ToString('yyyy-MM-ddTHH:mm:ssZ', [System.Globalization.CultureInfo]::InvariantCulture) }
function Day([DateTime]$time) { return $time.ToString('yyyy-MM-dd', [System.Globalization.CultureInfo]::InvariantCulture) }
function Dmtf([string]$text) { return [System.Management.ManagementDateTimeConverter]::ToDateTime($text) }

# PowerShell 2.0 has no ConvertTo-Json
function Json($value) {
    if ($null -eq $value) { return 'null' }
    if ($value -is [bool]) { if ($value) { return 'true' } else { return 'false' } }
    if ($value -is [byte] -or $value -is [int16] -or $value -is [uint16] -or $value -is [int] -or $value -is [uint32] -or $value -is [long]) {
        return ([long]$value).ToString([System.Globalization.CultureInfo]::InvariantCulture)
    }
    if ($value -is [System.Collections.IDictionary]) {
        $parts = @()
        foreach ($name in ($value.Keys | Sort-Object)) { $parts += (Json ([string]$name)) + ':' + (Json $value[$name]) }
        return '{' + ($parts -join ',') + '}'
    }
    if ($value -is [System.Collections.IEnumerable] -and -not ($value -is [string])) {
        $parts = New-Object System.Collections.ArrayList
        foreach ($item in $value) { [void]$parts.Add((Json $item)) }
        return '[' + ($parts.ToArray() -join ',') + ']'
    }
    $text = New-Object System.Text.StringBuilder
    foreach ($character in ([string]$value).ToCharArray()) {
        $code = [int]$character
        if ($code -eq 34 -or $code -eq 92) { [void]$text.Append([char]92).Append($character) }
        elseif ($code -lt 32 -or ($code -ge 0xD800 -and $code -le 0xDFFF)) { [void]$text.Append('\u' + $code.ToString('x4')) }
        else { [void]$text.Append($character) }
    }
    return '"' + $text.ToString() + '"'
}

# --- what is collected -----------------------------------------------------------------------------------------------------

function Get-HostFacts {
    $section = @{}
    $computer = Get-WmiObject Win32_ComputerSystem
    Put $section 'name' $env:COMPUTERNAME
    if ($computer.PartOfDomain) {
        Put $section 'domain' $computer.Domain
        try {
            $account = New-Object System.Security.Principal.NTAccount($computer.Domain, ($env:COMPUTERNAME + '$'))
            $translated = $account.Translate([System.Security.Principal.SecurityIdentifier])
            Put $section 'sid' ($translated.Value)
        } catch { Miss 'host.sid' 'domain-not-reachable' }
    }
    Put $section 'maker' $computer.Manufacturer
    Put $section 'model' $computer.Model
    Put $section 'serial' ((Get-WmiObject Win32_BIOS).SerialNumber)
    Put $section 'uuid' ((Get-WmiObject Win32_ComputerSystemProduct).UUID)
    $interfaces = New-Object System.Collections.ArrayList
    foreach ($adapter in @(Get-WmiObject Win32_NetworkAdapterConfiguration -Filter 'IPEnabled=TRUE')) {
        $interface = @{}
        Put $interface 'mac' $adapter.MACAddress
        Put $interface 'addresses' @($adapter.IPAddress | Where-Object { $_ })
        Put $interface 'dhcp' ([bool]$adapter.DHCPEnabled)
        [void]$interfaces.Add($interface)
    }
    Put $section 'interfaces' $interfaces
    return $section
}

function Get-SystemFacts {
    $section = @{}
    $path = 'HKLM:\SOFTWARE\Microsoft\Windows NT\CurrentVersion'
    $system = Get-WmiObject Win32_OperatingSystem
    Put $section 'family' 'windows'
    Put $section 'name' (Reg $path 'ProductName')
    Put $section 'version' $system.Version
    Put $section 'edition' (Reg $path 'EditionID')
    $release = Reg $path 'DisplayVersion'
    if (-not $release) { $release = Reg $path 'ReleaseId' }
    Put $section 'release' ([string]$release)
    Put $section 'build' (Number (Reg $path 'CurrentBuild'))
    Put $section 'revision' (Number (Reg $path 'UBR'))
    Put $section 'installation' (Reg $path 'InstallationType')
    $architecture = $env:PROCESSOR_ARCHITEW6432
    if (-not $architecture) { $architecture = $env:PROCESSOR_ARCHITECTURE }
    Put $section 'architecture' $architecture
    Put $section 'last-boot' (Utc (Dmtf $system.LastBootUpTime))
    return $section
}

function Get-Software {
    $all = New-Object System.Collections.ArrayList
    $paths = @(
        'HKLM:\SOFTWARE\Microsoft\Windows\CurrentVersion\Uninstall',
        'HKLM:\SOFTWARE\WOW6432Node\Microsoft\Windows\CurrentVersion\Uninstall'
    )
    # programs that users installed for themselves
    foreach ($user in @(Get-ChildItem 'Registry::HKEY_USERS' -ErrorAction SilentlyContinue)) {
        if ($user.PSChildName -match '^S-1-5-21-[0-9-]+$') {
            $paths += 'Registry::HKEY_USERS\' + $user.PSChildName + '\SOFTWARE\Microsoft\Windows\CurrentVersion\Uninstall'
        }
    }
    foreach ($path in $paths) {
        foreach ($key in @(Get-ChildItem -LiteralPath $path -ErrorAction SilentlyContinue)) {
            $name = $key.GetValue('DisplayName')
            # parts of Windows, and updates that are listed apart
            if (-not $name -or $key.GetValue('SystemComponent') -eq 1 -or $key.GetValue('ParentKeyName')) { continue }
            $program = @{}
            Put $program 'name' ([string]$name)
            Put $program 'version' ([string]$key.GetValue('DisplayVersion'))
            Put $program 'publisher' ([string]$key.GetValue('Publisher'))
            Put $program 'installed-on' ([string]$key.GetValue('InstallDate'))
            [void]$all.Add($program)
        }
    }
    return , $all
}

function Get-ServiceFacts {
    $all = New-Object System.Collections.ArrayList
    foreach ($entry in @(Get-WmiObject Win32_Service)) {
        $service = @{}
        Put $service 'name' $entry.Name
        Put $service 'title' $entry.DisplayName
        Put $service 'state' $entry.State
        Put $service 'start' $entry.StartMode
        [void]$all.Add($service)
    }
    return , $all
}

function Get-Ports {
    $all = New-Object System.Collections.ArrayList
    $processes = @{}
    foreach ($process in @(Get-WmiObject Win32_Process)) { $processes[[string]$process.ProcessId] = [string]$process.Name }
    # numbers and addresses only: the words of netstat are not looked at
    foreach ($line in @(& "$env:SystemRoot\System32\netstat.exe" -ano)) {
        $words = @(([string]$line).Trim() -split '\s+')
        if ($words.Count -lt 4 -or ($words[0] -ne 'TCP' -and $words[0] -ne 'UDP')) { continue }
        # a socket that listens has no peer
        if ($words[2] -ne '0.0.0.0:0' -and $words[2] -ne '[::]:0' -and $words[2] -ne '*:*') { continue }
        $place = $words[1].LastIndexOf(':')
        if ($place -lt 1) { continue }
        $port = @{}
        Put $port 'transport' ($words[0].ToLowerInvariant())
        Put $port 'port' (Number ($words[1].Substring($place + 1)))
        Put $port 'address' (($words[1].Substring(0, $place)).Trim('[', ']'))
        Put $port 'program' ($processes[$words[$words.Count - 1]])
        [void]$all.Add($port)
    }
    return , $all
}

function Get-Accounts {
    $role = (Get-WmiObject Win32_ComputerSystem).DomainRole
    # on a domain controller there are no local accounts
    if ($role -ge 4) { Miss 'accounts' 'domain-controller'; return $null }
    $administrators = @{}
    $group = Get-WmiObject Win32_Group -Filter "LocalAccount=TRUE AND SID='S-1-5-32-544'"
    $members = @()
    if ($group) { $members = @(([ADSI]('WinNT://' + $env:COMPUTERNAME + '/' + $group.Name + ',group')).psbase.Invoke('Members')) }
    foreach ($member in $members) {
        $bytes = $member.GetType().InvokeMember('objectSid', 'GetProperty', $null, $member, $null)
        $path = [string]$member.GetType().InvokeMember('ADsPath', 'GetProperty', $null, $member, $null)
        $sid = (New-Object System.Security.Principal.SecurityIdentifier([byte[]]$bytes, 0)).Value
        $administrators[$sid] = ($path -replace '^WinNT://', '') -replace '/', '\'
    }
    $all = New-Object System.Collections.ArrayList
    foreach ($user in @(Get-WmiObject Win32_UserAccount -Filter 'LocalAccount=TRUE')) {
        $account = @{}
        Put $account 'id' $user.Name
        Put $account 'name' $user.FullName
        Put $account 'sid' $user.SID
        Put $account 'enabled' (-not $user.Disabled)
        Put $account 'administrator' ($administrators.ContainsKey($user.SID))
        Put $account 'password-never-expires' (-not $user.PasswordExpires)
        Put $account 'password-not-required' (-not $user.PasswordRequired)
        try {
            $entry = [ADSI]('WinNT://' + $env:COMPUTERNAME + '/' + $user.Name + ',user')
            $age = Number ($entry.PasswordAge.Value)
            if ($null -ne $age) { Put $account 'password-set-on' (Day ([DateTime]::Now.AddSeconds(-$age))) }
            $last = $entry.LastLogin.Value
            if ($last -is [DateTime]) { Put $account 'last-sign-in' (Day $last) }
        } catch { $last = $null }
        $administrators.Remove($user.SID)
        [void]$all.Add($account)
    }
    # members of the administrators that are no local users: groups and users of the domain
    foreach ($sid in @($administrators.Keys)) {
        $account = @{}
        Put $account 'id' ($administrators[$sid])
        Put $account 'sid' $sid
        Put $account 'administrator' $true
        [void]$all.Add($account)
    }
    return , $all
}

function Get-PasswordPolicy([bool]$administrator) {
    if (-not $administrator) { Miss 'password-policy' 'needs-administrator'; return $null }
    $file = [System.IO.Path]::Combine([System.IO.Path]::GetTempPath(), 'sonae-' + [Guid]::NewGuid().ToString('N') + '.inf')
    try {
        & "$env:SystemRoot\System32\secedit.exe" /export /cfg $file /areas SECURITYPOLICY /quiet | Out-Null
        $names = @{
            'MinimumPasswordLength' = 'min-length'; 'PasswordComplexity' = 'complexity'; 'MaximumPasswordAge' = 'max-age'
            'PasswordHistorySize' = 'history'; 'LockoutBadCount' = 'lockout'
        }
        $section = @{}
        foreach ($line in [System.IO.File]::ReadAllLines($file, [System.Text.Encoding]::Unicode)) {
            $words = @($line -split '=', 2)
            if ($words.Count -eq 2 -and $names.ContainsKey($words[0].Trim())) {
                $value = Number ($words[1].Trim())
                if ($null -ne $value) { $section[$names[$words[0].Trim()]] = $value }
            }
        }
        Put $section 'of-domain' ([bool](Get-WmiObject Win32_ComputerSystem).PartOfDomain)
        return $section
    } finally {
        if (Test-Path -LiteralPath $file) { Remove-Item -LiteralPath $file -Force }
    }
}

function Get-Storage {
    $section = @{}
    $removable = 'HKLM:\SOFTWARE\Policies\Microsoft\Windows\RemovableStorageDevices'
    # the class of removable disks
    $disks = $removable + '\{53f5630d-b6bf-11d0-94f2-00a0c91efb8b}'
    $install = 'HKLM:\SOFTWARE\Policies\Microsoft\Windows\DeviceInstall\Restrictions'
    Put $section 'usbstor-start' (Number (Reg 'HKLM:\SYSTEM\CurrentControlSet\Services\USBSTOR' 'Start'))
    Put $section 'write-protect' (Number (Reg 'HKLM:\SYSTEM\CurrentControlSet\Control\StorageDevicePolicies' 'WriteProtect'))
    Put $section 'deny-all' (Number (Reg $removable 'Deny_All'))
    Put $section 'deny-read' (Number (Reg $disks 'Deny_Read'))
    Put $section 'deny-write' (Number (Reg $disks 'Deny_Write'))
    Put $section 'deny-install-removable' (Number (Reg $install 'DenyRemovableDevices'))
    Put $section 'deny-install-unlisted' (Number (Reg $install 'DenyUnspecified'))
    $devices = New-Object System.Collections.ArrayList
    foreach ($kind in @(Get-ChildItem 'HKLM:\SYSTEM\CurrentControlSet\Enum\USBSTOR' -ErrorAction SilentlyContinue)) {
        foreach ($unit in @(Get-ChildItem -LiteralPath $kind.PSPath -ErrorAction SilentlyContinue)) {
            $device = @{}
            $name = $unit.GetValue('FriendlyName')
            if (-not $name) { $name = $kind.PSChildName }
            Put $device 'name' ([string]$name)
            Put $device 'serial' $unit.PSChildName
            [void]$devices.Add($device)
        }
    }
    Put $section 'devices' $devices
    return $section
}

function Get-Updates {
    $section = @{}
    $installed = New-Object System.Collections.ArrayList
    foreach ($entry in @(Get-WmiObject Win32_QuickFixEngineering)) {
        if (-not $entry.HotFixID -or $entry.HotFixID -notmatch '^KB') { continue }
        $update = @{}
        Put $update 'id' $entry.HotFixID
        # the value as WMI holds it (month/day/year, or a FILETIME), not as PowerShell shows it
        Put $update 'installed-on' ([string]$entry.PSBase.Properties['InstalledOn'].Value)
        [void]$installed.Add($update)
    }
    Put $section 'installed' $installed
    $policy = 'HKLM:\SOFTWARE\Policies\Microsoft\Windows\WindowsUpdate\AU'
    Put $section 'no-automatic' (Number (Reg $policy 'NoAutoUpdate'))
    Put $section 'automatic-option' (Number (Reg $policy 'AUOptions'))
    return $section
}

function Get-Protection {
    $all = New-Object System.Collections.ArrayList
    # the Security Center is on PCs only
    $known = $true
    try {
        foreach ($entry in @(Get-WmiObject -Namespace 'root\SecurityCenter2' -Class AntiVirusProduct)) {
            $product = @{}
            Put $product 'product' $entry.displayName
            Put $product 'state' (Number $entry.productState)
            [void]$all.Add($product)
        }
    } catch { $known = $false }
    try {
        $status = Get-WmiObject -Namespace 'root\Microsoft\Windows\Defender' -Class MSFT_MpComputerStatus
        if ($status) {
            $patterns = Day (Dmtf $status.AntivirusSignatureLastUpdated)
            $listed = @($all | Where-Object { $_['product'] -match 'Defender' })
            if ($listed.Count -gt 0) {
                $product = $listed[0]
                Put $product 'patterns-of' $patterns
            } else {
                $product = @{}
                Put $product 'product' 'Microsoft Defender Antivirus'
                Put $product 'enabled' ([bool]$status.AntivirusEnabled -and [bool]$status.RealTimeProtectionEnabled)
                Put $product 'patterns-of' $patterns
                [void]$all.Add($product)
            }
            $known = $true
        }
    } catch { if (-not $known) { Miss 'protection' 'not-on-this-system'; return $null } }
    return , $all
}

# --- the file --------------------------------------------------------------------------------------------------------------

$identity = New-Object System.Security.Principal.WindowsPrincipal([System.Security.Principal.WindowsIdentity]::GetCurrent())
$administrator = $identity.IsInRole([System.Security.Principal.WindowsBuiltInRole]::Administrator)
if (-not $OutputFolder) { $OutputFolder = Split-Path -Parent $MyInvocation.MyCommand.Path }

$file = @{}
Put $file 'schema' 'sonae-collect/1'
Put $file 'collector' 'collect.ps1 1'
Put $file 'taken-at' (Utc ([DateTime]::Now))
Put $file 'privileged' $administrator
Try-Section 'host' { Put $file 'host' (Get-HostFacts) }
Try-Section 'system' { Put $file 'system' (Get-SystemFacts) }
Try-Section 'software' { Put $file 'software' (Get-Software) }
Try-Section 'services' { Put $file 'services' (Get-ServiceFacts) }
Try-Section 'ports' { Put $file 'ports' (Get-Ports) }
Try-Section 'accounts' { Put $file 'accounts' (Get-Accounts) }
Try-Section 'password-policy' { Put $file 'password-policy' (Get-PasswordPolicy $administrator) }
Try-Section 'storage' { Put $file 'storage' (Get-Storage) }
Try-Section 'updates' { Put $file 'updates' (Get-Updates) }
Try-Section 'protection' { Put $file 'protection' (Get-Protection) }
Put $file 'missing' $missing

$day = Day ([DateTime]::Now)
$name = $env:COMPUTERNAME + '_' + $day + '.json'
$target = [System.IO.Path]::Combine($OutputFolder, $name)
$part = $target + '.part'
$failed = $null
try {
    # written whole under another name first: a stick that is pulled out leaves no half file
    $encoding = New-Object System.Text.UTF8Encoding($false)
    [System.IO.File]::WriteAllText($part, (Json $file), $encoding)
    if ([System.IO.File]::Exists($target)) { [System.IO.File]::Delete($target) }
    [System.IO.File]::Move($part, $target)
} catch { $failed = $_.Exception.Message }

Write-Host ''
if ($failed) {
    Write-Host ('書き込めませんでした: ' + $failed)
    Write-Host 'USBメモリの書き込み禁止や空き容量を確かめて、もう一度実行してください。'
    exit 2
}
Write-Host ('収集しました: ' + $target)
if ($missing.Count -gt 0) {
    Write-Host ''
    Write-Host '次の項目は収集できませんでした。'
    foreach ($entry in $missing) {
        $why = $entry['why']
        if ($why -eq 'needs-administrator') { $why = '管理者の権限が必要です' }
        elseif ($why -eq 'not-on-this-system') { $why = 'このWindowsにはありません' }
        elseif ($why -eq 'domain-controller') { $why = 'ドメインコントローラーです' }
        elseif ($why -eq 'domain-not-reachable') { $why = 'ドメインに届きません' }
        Write-Host ('  ' + $entry['what'] + ' : ' + $why)
    }
    if (-not $administrator) {
        Write-Host ''
        Write-Host 'collect.cmd を右クリックし「管理者として実行」を選ぶと、すべての項目を収集できます。'
    }
}
exit 0
