@{
    RootModule           = 'lib/CaToMe.Cmdlets.dll'
    NestedModules        = @('lib/CaToMe.Loader.dll')
    ModuleVersion        = '0.1.0'
    GUID                 = '6d0f3c39-7f0e-4a8f-9d5c-2b5f3a3f9a41'
    Author               = 'The CaToMe authors'
    CompanyName          = 'The CaToMe authors'
    Copyright            = '(c) The CaToMe authors. MIT licence.'
    Description          = 'Stable Diffusion for the PowerShell pipeline, made faster by cached adaptive token merging (CA-ToMe).'
    PowerShellVersion    = '7.6'
    CompatiblePSEditions = @('Core')
    FormatsToProcess     = @('CaToMe.Format.ps1xml')
    CmdletsToExport      = @(
        'New-DiffusionImage'
        'Import-DiffusionModel'
        'Get-DiffusionModel'
        'Save-DiffusionModel'
        'Get-SavedDiffusionModel'
        'Remove-DiffusionModel'
        'New-TokenMergingOption'
        'Measure-TokenMerging'
        'Optimize-TokenMerging'
        'Get-TokenMergingRecipe'
        'Get-PairCacheStats'
        'Get-DiffusionImageInfo'
        'Compare-DiffusionImage'
        'Export-TokenMergingFigure'
        'Invoke-TokenMergingStudy'
        'Get-TokenMergingStudy'
        'Import-TokenMergingStudy'
        'Export-TokenMergingStudy'
        'Export-TokenMergingReport'
        'Install-DiffusionRuntime'
    )
    FunctionsToExport    = @()
    AliasesToExport      = @()
    VariablesToExport    = @()
    PrivateData          = @{
        PSData = @{
            Tags         = @('StableDiffusion', 'Diffusion', 'TokenMerging', 'CA-ToMe', 'ToMe', 'Image', 'PSEdition_Core', 'Linux', 'MacOS', 'Windows')
            LicenseUri   = 'https://opensource.org/license/mit'
            ReleaseNotes = 'The first release. See about_CaToMe to begin; CHANGELOG.md in the repository says what changed.'
        }
    }
}
