#requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.0' }

BeforeAll {
    $module = Resolve-Path (Join-Path $PSScriptRoot .. .. out module CaToMe)
    Import-Module $module -Force
    $PSDefaultParameterValues = @{ 'New-DiffusionImage:Steps' = 2; 'New-DiffusionImage:Size' = '64x64'; 'Measure-TokenMerging:Steps' = 2; 'Measure-TokenMerging:Size' = '64x64' }
    Push-Location $TestDrive
}

AfterAll {
    Pop-Location
    Remove-Module CaToMe
}

Describe 'Importing' {
    It 'takes under a second and loads no native library, in a new process' {
        $pwsh = (Get-Process -Id $PID).Path
        $script = "`$t = Measure-Command { Import-Module '$module' }; `$t.TotalSeconds; (Get-Process -Id `$PID).Modules.ModuleName -match 'torch|Skia'"
        $seconds, $native = & $pwsh -NoProfile -Command $script
        [double] $seconds | Should -BeLessThan 1
        $native | Should -BeNullOrEmpty
    }

    It 'comes from a package of the same name and version' {
        (Get-Module CaToMe).Version | Should -Be (Import-PowerShellDataFile (Join-Path $module CaToMe.psd1)).ModuleVersion
    }
}

Describe 'The lines that the documentation shows, as typed' {
    BeforeAll {
        @'
Prompt,Seed,Merge,Steps
a red apple,1,catome:0.95,2
an owl,2,none,2
a fox,three,none,2
'@ | Set-Content sweep.csv
    }

    It 'draws prompts into a folder' {
        $images = 'a red apple', 'a house on a blue background' | New-DiffusionImage -Merge catome:0.95 -OutputPath ./pictures
        $images.Path | Split-Path -Leaf | Should -Be 'a-red-apple-42.png', 'a-house-on-a-blue-background-42.png'
        $images.Path | Should -Exist
    }

    It 'measures a sweep over thresholds' {
        $table = 0.9, 0.95 | New-TokenMergingOption -Method CaToMe | Measure-TokenMerging -Prompt 'a rocket' | Format-Table | Out-String -Width 120
        $table | Should -Match 'baseline'
        $table | Should -Match 'catome:0\.95'
        $table | Should -Match 'SpeedUp'
    }

    It 'tells what the pair cache did' {
        $summary = New-DiffusionImage 'a butterfly' -Merge catome:0.97 -CollectStatistics | Get-PairCacheStats -Summary
        $summary.Block | Should -Be ($summary.Block | Sort-Object -Unique)
        $summary[0].Calls | Should -Be ($summary[0].Computed + $summary[0].Reused)
    }

    It 'draws a CSV file, with a pattern, into another CSV file' {
        Import-Csv sweep.csv | New-DiffusionImage -OutputPath 'out/{prompt}-{seed}.png' -ErrorAction SilentlyContinue -ErrorVariable failed | Export-Csv results.csv
        'out/a-red-apple-1.png', 'out/an-owl-2.png' | Should -Exist
        $failed[0].FullyQualifiedErrorId | Should -BeLike 'SettingNotAccepted,*'
        $failed[0].TargetObject.Prompt | Should -Be 'a fox'
    }

    It 'draws the results of that file again' {
        $again = Import-Csv results.csv | Select-Object * -ExcludeProperty Path | New-DiffusionImage -OutputPath ./again
        $again | Compare-DiffusionImage out/a-red-apple-1.png, out/an-owl-2.png | ForEach-Object Psnr | Should -Be ([double]::PositiveInfinity), ([double]::PositiveInfinity)
    }
}

Describe 'Streaming' {
    It 'stops drawing when enough was drawn' {
        $three = 1..1000 | New-DiffusionImage 'a fox' -OutputPath ./foxes | Select-Object -First 3
        $three.Seed | Should -Be 1, 2, 3
        (Get-ChildItem ./foxes).Count | Should -Be 3
    }

    It 'goes on after a bad record' {
        $images = 'a fox', @{ Seed = 1 }, 'an owl' | New-DiffusionImage -AsByte -ErrorAction SilentlyContinue -ErrorVariable failed
        $images.Prompt | Should -Be 'a fox', 'an owl'
        $failed.Count | Should -Be 1
    }
}

Describe 'Sharing a model' {
    It 'between parallel runspaces' {
        $model = Import-DiffusionModel -Name shared
        $images = 1..3 | ForEach-Object -ThrottleLimit 3 -Parallel {
            Import-Module $using:module
            New-DiffusionImage 'a fox' -Seed $_ -Model $using:model -Steps 1 -Size 64x64 -AsByte
        }
        $images.Seed | Sort-Object | Should -Be 1, 2, 3
        Remove-DiffusionModel shared
    }
}

Describe 'Views' {
    It 'show a picture in a line of 80 columns' {
        $text = New-DiffusionImage 'a fox' -Merge catome:0.9 -OutputPath ./view.png | Format-Table | Out-String -Width 80
        $text | Should -Match 'Prompt +Seed Merge +MergeRatio +Elapsed Path'
        $text | Should -Match 'view\.png'
    }
}

Describe 'Help of <_>' -ForEach @(
    'New-DiffusionImage', 'Import-DiffusionModel', 'Get-DiffusionModel', 'Remove-DiffusionModel', 'New-TokenMergingOption', 'Measure-TokenMerging',
    'Get-PairCacheStats', 'Get-DiffusionImageInfo', 'Compare-DiffusionImage', 'Export-TokenMergingFigure', 'Install-DiffusionRuntime'
) {
    It 'has examples offline' {
        $examples = (Get-Help $_ -Examples).examples.example
        $examples.Count | Should -BeGreaterOrEqual 3
        $examples.code | Should -Match $_
    }
}
